// The way to the server: calls that do something, and the stream of what happens.

const KEY = document.querySelector('meta[name="chat-key"]').content;
const SILENCE = 8000;

export function fileUrl(id) {
  return `/chat/${KEY}/file/${encodeURIComponent(id)}`;
}

export async function call(name, body) {
  const answer = await fetch(`/chat/${KEY}/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

export function follow({ after, handlers, onState }) {
  let source = null;
  let pause = 500;
  let watchdog = 0;

  const listen = () => {
    source = new EventSource(`/chat/${KEY}/stream?after=${after()}`);
    for (const [name, handler] of Object.entries(handlers)) {
      source.addEventListener(name, (event) => {
        alive();
        handler(JSON.parse(event.data));
      });
    }
    source.addEventListener("ready", () => {
      pause = 500;
      onState(true);
    });
    source.addEventListener("error", lost);
    alive();
  };
  const lost = () => {
    source.close();
    clearTimeout(watchdog);
    onState(false);
    setTimeout(listen, pause);
    pause = Math.min(pause * 1.6, 5000);
  };
  const alive = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(lost, SILENCE);
  };
  listen();
}
