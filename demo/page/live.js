// What happens in the emulator, as it happens: server-sent events, reconnected for as long as the page is open.

const KINDS = ["message", "edit", "delete", "answer", "chat", "user"];
const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;

/**
 * Listens for ever. `onEvent(kind, data)` gets every event; `onOpen()` is called at every connection, `onLost()` when
 * one broke. Events in between are missed.
 */
export function listen({ onEvent, onOpen, onLost }) {
  let wait = FIRST_WAIT;

  function connect() {
    const source = new EventSource("/emulator/events");
    source.addEventListener("open", () => {
      wait = FIRST_WAIT;
      onOpen();
    });
    for (const kind of KINDS) source.addEventListener(kind, (event) => onEvent(kind, JSON.parse(event.data)));
    source.addEventListener("error", () => {
      // The browser's own retry gives up on any answer but 200, so the page does it by itself.
      source.close();
      onLost();
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    });
  }

  connect();
}
