// A terminal as a web page, over the same HTTP API and with the same visit: welcome, number, password, orders, order.
// Its address carries what it needs: index.html#hub=http://127.0.0.1:8000&kiosk=ID&key=KEY
"use strict";
const $ = (id) => document.getElementById(id);
const settings = new URLSearchParams(location.hash.slice(1));
const API = settings.get("hub") + "/api/v1";
const WORDS = {
  "waiting-for-customer": "等待您", "late": "已超时", "nearly-late": "即将超时", "running": "办理中",
  "paused": "已暂停", "finished": "已完成", "cancelled": "已取消",
};
const DAY = new Intl.DateTimeFormat("zh-CN", { month: "long", day: "numeric", weekday: "short", timeZone: "UTC" });
const MOMENT = new Intl.DateTimeFormat("zh-CN", {
  month: "long", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai",
});
const NUMBER = 20, PASSWORD = 6;
let shown = null, token = null, number = "", typed = "", asking = "number", generation = 0;

const day = (text) => (text ? DAY.format(new Date(text + "T00:00Z")) : "");
const grouped = (digits) => digits.replace(/(.{4})(?=.)/g, "$1 ");
const planned = (it) => (it ? "预计 " + day(it.day) : "");

function show(name) {
  for (const page of document.querySelectorAll("main")) page.hidden = page.id !== name;
  $("end").hidden = name === "welcome";
}

async function call(method, path, body, more) {
  const headers = { "Kiosk-Id": settings.get("kiosk"), "Kiosk-Key": settings.get("key"), ...more };
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
  $("typed").textContent = asking === "number" ? grouped(typed) : "●".repeat(typed.length);
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
    $("name").textContent = session.customer_name;
    const list = await call("GET", "/orders");
    if (mine === generation) showOrders(list);
  } catch (error) {
    typed = "";
    type();
    $("trouble").textContent = error.message;
  }
}

function put(tag, text, kind) {
  const part = document.createElement(tag);
  part.textContent = text;
  if (kind) part.className = kind;
  return part;
}

function rowOf(order) {
  const row = document.createElement("div");
  row.className = "row";
  row.dataset.order = order.order_no;
  const stages = order.stages.map((stage) => stage.zh).join("、");
  const title = (order.standing === "waiting-for-customer" ? "等您办理:" : "正在:") + stages;
  row.append(
    put("i", WORDS[order.standing], order.standing),
    put("b", order.ended_on ? WORDS[order.standing] : title),
    put("span", `${order.flow.zh} · 工单 ${grouped(order.order_no)}`),
    put("span", order.address),
    put("em", order.ended_on ? day(order.ended_on) : planned(order.planned_finish) + " 办完"),
  );
  return row;
}

function showOrders(list) {
  $("count").textContent = `您有 ${list.total} 张工单`;
  const rows = document.createDocumentFragment();
  for (const order of list.orders) rows.append(rowOf(order));
  $("rows").replaceChildren(rows);
  $("rows").scrollTop = 0;
  show("orders");
}

async function openOrder(orderNo) {
  const mine = ++generation;
  const order = await call("GET", "/orders/" + orderNo);
  if (mine === generation) showOrder(order);
}

function timely(stage) {
  if (stage.state !== "done") return planned(stage.planned_finish);
  const days = stage.variance_days;
  return day(stage.finished_on) + (days ? ` · ${days > 0 ? "晚" : "提前"} ${Math.abs(days)} 天` : "");
}

function showOrder(order) {
  const now = order.stages.filter((stage) => stage.state === "current");
  const next = order.stages.find((stage) => stage.state === "later");
  const one = now[0];
  const handler = one?.handler;
  const texts = {
    which: `${order.flow.zh} · 工单 ${grouped(order.order_no)} · ${order.customer_name} · ${order.address}`,
    where: one ? "现在正在:" + now.map((stage) => stage.name.zh).join("、") : WORDS[order.standing],
    when: one ? `${day(one.started_on)} 进入这个环节 · ${planned(one.planned_finish)} 办完` : "",
    does: one?.does.zh,
    awaited: one?.awaited?.zh,
    bring: one?.bring && "请带:" + one.bring.zh,
    who: handler ? `办理人:${handler.name}(${handler.team})` : order.reason,
    phone: handler && `工作电话:${handler.phone}`,
    next: next && `下一环节:${next.name.zh},${planned(next.planned_start)} 开始`,
    finish: order.planned_finish && `整张工单 ${planned(order.planned_finish)} 办完 · 日期可能调整`,
    source: `数据时间:${MOMENT.format(new Date(order.provenance.as_of))},来源:${order.provenance.source}`,
  };
  for (const [id, text] of Object.entries(texts)) $(id).textContent = text || "";
  const nodes = document.createDocumentFragment();
  for (const stage of order.stages) {
    const node = put("li", "", stage.state);
    node.append(put("time", timely(stage)), stage.name.zh);
    nodes.append(node);
  }
  $("timeline").replaceChildren(nodes);
  shown = order;
  $("urge").textContent = one?.urge_kind === "check" ? "我已办好,请核对" : "催办";
  $("urge").hidden = !now.some((stage) => stage.urge_kind);
  show("order");
}

async function urge() {
  const stage = shown.stages.find((each) => each.urge_kind);
  const words = { kind: stage.urge_kind, stage_id: stage.stage_id };
  const headers = { "Idempotency-Key": crypto.randomUUID() };
  try {
    const urged = await call("POST", `/orders/${shown.order_no}/urges`, words, headers);
    $("source").textContent = `已收到,编号 ${urged.urge_no}`;
  } catch (error) {
    $("source").textContent = error.message;
  }
}

function end() {
  generation++;
  if (token) call("DELETE", "/sessions/current").catch(() => {});
  shown = token = null;
  number = typed = "";
  $("rows").replaceChildren();
  $("timeline").replaceChildren();
  for (const part of document.querySelectorAll("#typed, #name, article p")) part.textContent = "";
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
$("urge").addEventListener("click", urge);
$("end").addEventListener("click", end);

function tick() {
  const now = new Date();
  $("time").textContent = MOMENT.format(now);
  setTimeout(tick, 60_000 - (now % 60_000));
}
tick();
call("POST", `/kiosks/${settings.get("kiosk")}/heartbeats`, {}).then(
  (answer) => ($("hall").textContent = answer.hall.name.zh),
);
