// Keeps a page of items, or of an order, as it is at the hub: what is told there, this page asks for anew and shows.
"use strict";
(() => {
  const bar = document.querySelector("#live");
  const note = bar.querySelector("[role=status]");
  const sound = bar.querySelector("button");
  const title = document.title;
  let asked = 0;
  let audio = null;

  const silent = () => localStorage.getItem("staff-silent") === "yes";
  const showSound = () => {
    sound.textContent = silent() ? sound.dataset.off : sound.dataset.on;
    sound.setAttribute("aria-pressed", String(!silent()));
  };

  const ring = () => {
    if (silent()) return;
    audio ??= new AudioContext();
    const tone = audio.createOscillator();
    const loudness = audio.createGain();
    loudness.gain.setValueAtTime(0.2, audio.currentTime);
    loudness.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.4);
    tone.frequency.value = 880;
    tone.connect(loudness).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + 0.4);
  };

  const begun = () =>
    document.querySelector("main details[open]") !== null ||
    [...document.querySelectorAll("main input, main textarea")].some(
      (field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked,
    );

  const showAnew = async () => {
    const turn = ++asked;
    const answer = await fetch(location.href, { headers: { Live: "1" } });
    if (answer.redirected) return location.reload();
    if (answer.status >= 500 || answer.status === 405) return; // 405: this page is what a form was answered
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (turn !== asked || begun()) return;
    document.querySelector("main").replaceWith(page.querySelector("main"));
  };

  const told = (event) => {
    const fresh = JSON.parse(event.data).kind === "urge-received";
    if (fresh && document.hidden) document.title = "● " + title;
    if (fresh) ring();
    changed(fresh ? bar.dataset.fresh : "");
  };

  const changed = (words) => {
    note.textContent = words || (begun() ? bar.dataset.changed : "");
    // Many pages are told at once; what they show anew may come a moment apart.
    setTimeout(() => showAnew().catch(() => {}), Math.random() * 300);
  };

  sound.addEventListener("click", () => {
    localStorage.setItem("staff-silent", silent() ? "no" : "yes");
    showSound();
    ring();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) document.title = title;
  });
  showSound();
  bar.hidden = false;

  const { since, order, mark } = bar.dataset;
  const stream = new EventSource("/staff/live?" + new URLSearchParams(order ? { since, order, mark } : { since }));
  stream.addEventListener("item", told);
  stream.addEventListener("order", () => changed(""));
  stream.addEventListener("over", () => location.reload());
  stream.addEventListener("open", () => (note.dataset.away = ""));
  stream.addEventListener("error", () => (note.dataset.away = bar.dataset.away));
  addEventListener("pagehide", () => stream.close());
})();
