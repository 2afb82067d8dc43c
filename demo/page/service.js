// Service messages ("王阿姨 加入了群聊") in words.
import { word } from "./words.js";

/** The words of a service message, whatever happened. */
export function serviceWords(message) {
  const service = message.service;
  if (typeof service === "string") return message.text || service;
  const [kind, value] = Object.entries(service ?? {})[0] ?? ["", null];
  const maker = MAKERS[kind];
  return maker ? maker(value, message) : message.text || word("service");
}

const nameOf = (user) => [user?.first_name ?? user?.name, user?.last_name].filter(Boolean).join(" ");

const MAKERS = {
  new_chat_members: (users) => word("joined", { who: users.map(nameOf).join("、") }),
  left_chat_member: (user) => word("left", { who: nameOf(user) }),
  new_chat_title: (title) => word("newTitle", { title }),
  pinned_message: () => word("pinned"),
  migrate_to_chat_id: () => word("migrated"),
  migrate_from_chat_id: () => word("migrated"),
  group_chat_created: () => word("created"),
  supergroup_chat_created: () => word("created"),
  forum_topic_created: (topic) => word("topic", { title: topic?.name ?? "" }),
};
