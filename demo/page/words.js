// The page's own words (the chats speak for themselves), in Chinese and English.

const WORDS = {
  zh: {
    brand: "楼院", demo: "演示社区", youAre: "您现在是", residents: "居民", volunteers: "志愿者", staffs: "工作人员", resident: "居民", volunteer: "志愿者", staff: "工作人员",
    searchPeople: "找一位：姓名、楼号、房号", nobody: "没有这样的人", verified: "已认证", unverified: "未认证",
    busy: "热闹的一晚", busyHint: "{count} 户邻居在一分钟内投票", busyRunning: "邻居们正在投票", busyFailed: "这一晚没能演完",
    otherLanguage: "EN", otherLanguageName: "Switch to English", howTo: "四步试一试", group: "群聊", private: "和机器人私聊",
    members: "{count} 人", bot: "机器人", message: "发消息……", send: "发送", attach: "添加附件", photo: "照片", file: "文件",
    commands: "命令", edited: "已编辑", today: "今天", yesterday: "昨天", photoWord: "[照片]", fileWord: "[文件]",
    sticker: "[贴纸]", download: "下载", close: "关闭", ok: "好", newest: "回到最新消息", connecting: "正在连接……",
    online: "在线", noGroup: "您不在任何群里", emptyGroup: "群里还没有消息", emptyPrivate: "这里是您和机器人的私聊，别人看不到。",
    slip: "房屋条", invite: "邀请", slipOf: "贴在您家门上的条子", inviteOf: "发给您的邀请链接", scan: "扫一扫", open: "打开链接",
    slipUsed: "已经用过", start: "开始", chats: "聊天", others: "换一个人看看", stale: "按钮刚刚更新了，请再按一次",
    noAnswer: "机器人还没有回应，请稍后再按", failed: "没有成功：{reason}", offline: "连不上演示服务", elsewhere: "这个链接通向别处：{address}",
    you: "您", deleted: "消息已删除", unread: "{count} 条未读", enlarge: "放大照片", switchPerson: "换人", showSlip: "看看条子",
    drop: "放开鼠标，发送文件", tooBig: "文件太大（上限 50 MB）", service: "服务消息", voted: "{done} / {total} 户",
    joined: "{who} 加入了群聊", left: "{who} 离开了群聊", pinned: "置顶了一条消息", pinnedMessage: "置顶消息", newTitle: "群名改成了「{title}」",
    migrated: "群聊升级为超级群", created: "群聊建好了", topic: "新话题「{title}」", doneEvening: "这一晚投完了",
    moreComing: "正在拿出来，请等一会儿……", moreHere: "都在群里了，也可以私聊机器人发 /votes", moreFailed: "没能拿出来，请再按一次",
  },
  en: {
    brand: "Louyuan", demo: "demonstration", youAre: "You are now", residents: "Residents", volunteers: "Volunteers", staffs: "Staff", resident: "resident", volunteer: "volunteer", staff: "staff",
    searchPeople: "Find by name, building, flat", nobody: "Nobody found", verified: "verified", unverified: "not verified",
    busy: "Busy evening", busyHint: "{count} neighbours vote within a minute", busyRunning: "Neighbours are voting", busyFailed: "The evening broke off",
    otherLanguage: "中文", otherLanguageName: "切换到中文", howTo: "Four steps", group: "Group", private: "Private chat with the bot",
    members: "{count} members", bot: "bot", message: "Message…", send: "Send", attach: "Attach", photo: "Photo", file: "File",
    commands: "Commands", edited: "edited", today: "Today", yesterday: "Yesterday", photoWord: "[Photo]", fileWord: "[File]",
    sticker: "[Sticker]", download: "Download", close: "Close", ok: "OK", newest: "To the newest message", connecting: "Connecting…",
    online: "online", noGroup: "You are in no group", emptyGroup: "No messages in the group yet", emptyPrivate: "Your private chat with the bot. Nobody else sees it.",
    slip: "Household slip", invite: "Invitation", slipOf: "The slip on your door", inviteOf: "The invitation sent to you", scan: "Scan it", open: "Open the link",
    slipUsed: "used already", start: "Start", chats: "Chats", others: "Be someone else", stale: "The buttons have just changed, please press again",
    noAnswer: "No answer from the bot yet, please press again later", failed: "That did not work: {reason}", offline: "The demonstration server cannot be reached", elsewhere: "This link leads elsewhere: {address}",
    you: "You", deleted: "Deleted", unread: "{count} unread", enlarge: "Enlarge the photo", switchPerson: "Change person", showSlip: "Show the slip",
    drop: "Release to send the file", tooBig: "The file is too big (limit 50 MB)", service: "Service message", voted: "{done} / {total} households",
    joined: "{who} joined the group", left: "{who} left the group", pinned: "A message was pinned", pinnedMessage: "Pinned message", newTitle: "The group is now “{title}”",
    migrated: "The group became a supergroup", created: "The group was created", topic: "New topic “{title}”", doneEvening: "Everybody has voted",
    moreComing: "They are coming, one moment…", moreHere: "They are in the group, and in the private chat under /votes", moreFailed: "That did not work, please press again",
  },
};

const KEPT = "louyuan-page-language";
let current = readKept() ?? "zh";
const listeners = new Set();

function readKept() {
  try {
    const kept = localStorage.getItem(KEPT);
    return kept in WORDS ? kept : null;
  } catch {
    return null; // storage can be forbidden; the page then simply starts in Chinese
  }
}

/** The page's language: "zh" or "en". */
export const language = () => current;

/** One sentence of the page, with `{places}` filled in. */
export function word(key, values = {}) {
  return WORDS[current][key].replace(/\{(\w+)\}/g, (_all, name) => String(values[name] ?? ""));
}

/** Calls the listener now and after every change of language. */
export function onLanguage(listener) {
  listeners.add(listener);
  listener();
}

/** Changes to the other language. */
export function switchLanguage() {
  current = current === "zh" ? "en" : "zh";
  try {
    localStorage.setItem(KEPT, current);
  } catch {
    // not kept over a reload, nothing else is lost
  }
  apply();
  for (const listener of listeners) listener();
}

/** Puts the words of the current language where the document asks for them. */
export function apply() {
  document.documentElement.lang = current === "zh" ? "zh-CN" : "en";
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = word(node.dataset.word);
}
