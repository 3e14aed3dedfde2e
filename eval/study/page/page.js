"use strict";

const LABELS = { s: "secure", v: "vulnerable", c: "cannot tell" };
const state = { items: [], at: 0, since: performance.now(), undo: [] };
const $ = (id) => document.getElementById(id);

function nothing() {
  return { label: null, line: null, confidence: null, note: "" };
}

function current() {
  return state.items[state.at];
}

function restartClock() {
  state.since = performance.now();
}

function seconds() {
  return document.hidden ? 0 : Math.round(performance.now() - state.since) / 1000;
}

// One request after the other, so that what was said last is what is written last.
let queue = Promise.resolve();
let pending = 0;

function save(item, said) {
  const { label, line, confidence, note } = said;
  const body = JSON.stringify({ item: item.id, label, line, confidence, note, seconds: seconds() });
  pending += 1;
  $("saved").textContent = "saving";
  queue = queue.then(() => send(body));
}

async function send(body) {
  for (;;) {
    try {
      const answer = await fetch("annotations", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body,
      });
      pending -= 1;
      if (!answer.ok) $("saved").textContent = `not saved: ${await answer.text()}`;
      else if (pending === 0) $("saved").textContent = "saved";
      return;
    } catch {
      $("saved").textContent = "not saved: the server does not answer; trying again";
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

function change(what) {
  const item = current();
  const before = item.said ?? nothing();
  state.undo.push({ at: state.at, said: before });
  item.said = { ...before, ...what };
  save(item, item.said);
  show();
}

function undo() {
  const last = state.undo.pop();
  if (!last) return;
  state.at = last.at;
  current().said = last.said;
  save(current(), last.said);
  show(true);
}

function go(to) {
  if (to < 0 || to >= state.items.length) return;
  keepNote();
  state.at = to;
  restartClock();
  show(true);
  $("code").scrollTop = 0;
}

function goOpen() {
  const count = state.items.length;
  for (let step = 1; step <= count; step += 1) {
    const place = (state.at + step) % count;
    if (!(state.items[place].said ?? nothing()).label) {
      go(place);
      return;
    }
  }
}

function keepNote() {
  const note = $("note").value;
  if (current() && note !== (current().said ?? nothing()).note) change({ note });
}

function moveLine(step) {
  const { line } = current().said ?? nothing();
  const last = current().lines.length;
  change({ line: Math.min(last, Math.max(1, (line ?? (step > 0 ? 0 : last + 1)) + step)) });
  document.querySelector(".row.cause")?.scrollIntoView({ block: "nearest" });
}

function show(anew = false) {
  const item = current();
  const said = item.said ?? nothing();
  const done = state.items.filter((each) => (each.said ?? nothing()).label).length;
  $("count").textContent = `${state.at + 1} of ${state.items.length}, ${done} judged`;
  $("progress").max = state.items.length;
  $("progress").value = done;
  $("weakness").textContent = `${item.cwe}: ${item.name}`;
  $("entry").href = item.url;
  $("language").textContent = item.language === "c" ? "C" : "Python";
  if (anew) {
    $("code").replaceChildren(
      ...item.lines.map((html, place) => {
        const row = document.createElement("span");
        row.className = "row";
        row.dataset.line = place + 1;
        row.innerHTML = html || " "; // Escaped by the highlighter on the server.
        return row;
      }),
    );
    $("note").value = said.note;
  }
  for (const row of $("code").children) {
    row.classList.toggle("cause", Number(row.dataset.line) === said.line);
  }
  for (const button of document.querySelectorAll(".label")) {
    button.setAttribute("aria-pressed", button.dataset.label === said.label);
  }
  for (const button of document.querySelectorAll(".confidence")) {
    button.setAttribute("aria-pressed", Number(button.dataset.confidence) === said.confidence);
  }
  $("line").textContent = said.line ? `line ${said.line}` : "no line";
}

const KEYS = {
  j: () => go(state.at + 1),
  k: () => go(state.at - 1),
  o: goOpen,
  u: undo,
  x: () => change({ line: null }),
  n: () => $("note").focus(),
  ArrowDown: () => moveLine(1),
  ArrowUp: () => moveLine(-1),
};

function key(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target === $("note")) {
    if (event.key === "Escape") $("note").blur();
    return;
  }
  const act = LABELS[event.key]
    ? () => change({ label: LABELS[event.key] })
    : /^[1-5]$/.test(event.key)
      ? () => change({ confidence: Number(event.key) })
      : KEYS[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
}

async function start() {
  state.items = await (await fetch("items")).json();
  state.at = Math.max(0, state.items.findIndex((each) => !each.said?.label));
  restartClock();
  show(true);
  document.addEventListener("keydown", key);
  document.addEventListener("visibilitychange", restartClock);
  window.addEventListener("beforeunload", (event) => {
    keepNote();
    if (pending > 0) event.preventDefault();
  });
  $("note").addEventListener("change", keepNote);
  $("code").addEventListener("click", (event) => {
    const row = event.target.closest(".row");
    if (row) change({ line: Number(row.dataset.line) });
  });
  for (const button of document.querySelectorAll(".label")) {
    button.addEventListener("click", () => change({ label: button.dataset.label }));
  }
  for (const button of document.querySelectorAll(".confidence")) {
    button.addEventListener("click", () => change({ confidence: Number(button.dataset.confidence) }));
  }
  $("previous").addEventListener("click", KEYS.k);
  $("next").addEventListener("click", KEYS.j);
  $("open").addEventListener("click", goOpen);
  $("undo").addEventListener("click", undo);
}

start();
