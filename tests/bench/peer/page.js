// A terminal as a web page, over the same HTTP API and with the same visit: welcome, number, password, orders, order.
// Its address carries what it needs: page.html#hub=http://127.0.0.1:8000&kiosk=ID&key=KEY
"use strict";
const $ = (id) => document.getElementById(id);
const settings = new URLSearchParams(location.hash.slice(1));
const API = settings.get("hub") + "/api/v1";
const WORDS = {
  "waiting-for-customer": "等待您", "late": "已超时", "nearly-late": "即将超时", "running": "办理中",
  "paused": "已暂停", "finished": "已完成", "cancelled": "已取消",
};
const DAY = new Intl.DateTimeFormat("zh-CN", { month: "long", day: "numeric", weekday: "short", timeZone: "UTC" });
const NUMBER = 20, PASSWORD = 6;
let token = null, number = "", typed = "", asking = "number", generation = 0;

const day = (text) => (text ? DAY.format(new Date(text + "T00:00Z")) : "");
const planned = (it) => (it ? "预计 " + day(it.day) : "");

function show(name) {
  for (const page of document.querySelectorAll("main")) page.hidden = page.id !== name;
  $("end").hidden = name === "welcome";
}

async function call(method, path, body) {
  const headers = { "Kiosk-Id": settings.get("kiosk"), "Kiosk-Key": settings.get("key") };
  if (token) headers.Authorization = "Bearer " + token;
  if (body) headers["Content-Type"] = "application/json";
  const answer = await fetch(API + path, { method, headers, body: body && JSON.stringify(body), cache: "no-store" });
  const message = answer.status === 204 ? null : await answer.json();
  if (!answer.ok) throw new Error(message.title);
  return message;
}

function ask(what) {
  asking = what;
  typed = what === "number" ? number : "";
  $("question").textContent = what === "number" ? "请输入户号或工单号" : "请输入六位密码";
  $("keys").className = what === "number" ? "" : "secret";
  $("trouble").textContent = "";
  type();
  show("sign-in");
}

function type() {
  $("typed").textContent = asking === "number" ? typed.replace(/(.{4})(?=.)/g, "$1 ") : "●".repeat(typed.length);
}

function key(button) {
  if (button.id === "confirm") return confirm();
  if (button.id === "erase") typed = typed.slice(0, -1);
  else if (typed.length < (asking === "number" ? NUMBER : PASSWORD)) typed += button.textContent;
  type();
}

async function confirm() {
  if (asking === "number") {
    number = typed;
    return ask("password");
  }
  const mine = ++generation;
  try {
    const session = await call("POST", "/sessions", { kind: "number", number, password: typed });
    token = session.token;
    const list = await call("GET", "/orders");
    if (mine === generation) showOrders(list);
  } catch (error) {
    typed = "";
    type();
    $("trouble").textContent = error.message;
  }
}

function showOrders(list) {
  $("count").textContent = `您有 ${list.total} 个工单`;
  const rows = document.createDocumentFragment();
  for (const order of list.orders) {
    const row = document.createElement("div");
    row.className = "row";
    row.dataset.order = order.order_no;
    const parts = [
      ["i", WORDS[order.standing], order.standing],
      ["b", order.flow.zh],
      ["span", `${order.order_no}  ${order.address}`],
      ["em", order.stages.map((stage) => stage.zh).join("、") + " " + (planned(order.planned_finish) || day(order.ended_on))],
    ];
    for (const [tag, text, kind] of parts) {
      const part = document.createElement(tag);
      part.textContent = text;
      if (kind) part.className = kind;
      row.append(part);
    }
    rows.append(row);
  }
  $("rows").replaceChildren(rows);
  $("rows").scrollTop = 0;
  show("orders");
}

async function openOrder(orderNo) {
  const mine = ++generation;
  const order = await call("GET", "/orders/" + orderNo);
  if (mine === generation) showOrder(order);
}

function showOrder(order) {
  const now = order.stages.filter((stage) => stage.state === "current");
  const next = order.stages.find((stage) => stage.state === "later");
  $("where").textContent = now.length ? "您的工单正在:" + now.map((stage) => stage.name.zh).join("、") : WORDS[order.standing];
  $("does").textContent = now.map((stage) => stage.does.zh).join(" ");
  const handler = now.map((stage) => stage.handler).find(Boolean);
  $("who").textContent = handler ? `${handler.name}  ${handler.team}  ${handler.phone}` : order.reason || "";
  $("next").textContent = next ? `下一环节:${next.name.zh},${planned(next.planned_start)}` : day(order.ended_on);
  const nodes = document.createDocumentFragment();
  for (const stage of order.stages) {
    const node = document.createElement("li");
    node.className = stage.state;
    const when = document.createElement("time");
    when.textContent = stage.finished_on ? day(stage.finished_on) : planned(stage.planned_finish);
    node.append(when, stage.name.zh);
    nodes.append(node);
  }
  $("timeline").replaceChildren(nodes);
  $("urge").hidden = !now.some((stage) => stage.urge_kind);
  show("order");
}

function end() {
  generation++;
  if (token) call("DELETE", "/sessions/current").catch(() => {});
  token = null;
  number = typed = "";
  $("rows").replaceChildren();
  $("timeline").replaceChildren();
  for (const id of ["typed", "where", "does", "who", "next"]) $(id).textContent = "";
  show("welcome");
}

// The list follows the finger, as a panel with mouse emulation knows no touches that the browser would scroll by.
const rows = $("rows");
let finger = null;
rows.addEventListener("pointerdown", (event) => {
  const row = event.target.closest(".row");
  finger = { from: event.clientY, last: event.clientY, pushing: false, row };
  row?.classList.add("pressed");
  rows.setPointerCapture(event.pointerId);
});
rows.addEventListener("pointermove", (event) => {
  if (!finger) return;
  if (!finger.pushing && Math.abs(event.clientY - finger.from) > 12) {
    finger.pushing = true;
    finger.row?.classList.remove("pressed");
  }
  if (finger.pushing) rows.scrollTop += finger.last - event.clientY;
  finger.last = event.clientY;
});
rows.addEventListener("pointerup", () => {
  const { pushing, row } = finger;
  finger = null;
  row?.classList.remove("pressed");
  if (row && !pushing) openOrder(row.dataset.order);
});

$("welcome").addEventListener("click", () => ask("number"));
$("keys").addEventListener("click", (event) => event.target.closest("button") && key(event.target));
$("back").addEventListener("click", () => show("orders"));
$("end").addEventListener("click", end);

function tick() {
  const now = new Date();
  $("time").textContent = now.toLocaleString("zh-CN", {
    month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai",
  });
  setTimeout(tick, 60_000 - (now % 60_000));
}
tick();
