"use strict";
// Text goes into the page as text (textContent), never as markup. The token stays in this page's memory.
const COLORS = ["#2a6fdb", "#d1495b", "#2b9348", "#8f5fbf", "#c98a00"];
const seen = { token: "", session: null, model: null };
const find = (id) => document.getElementById(id);

async function ask(path) {
  const headers = seen.token ? { Authorization: `Bearer ${seen.token}` } : {};
  const answer = await fetch(path, { headers });
  const plain = await answer.json();
  if (!answer.ok) throw new Error(plain.error);
  return plain;
}

function row(cells) {
  const line = document.createElement("tr");
  for (const cell of cells) {
    const place = document.createElement("td");
    if (cell instanceof Node) place.append(cell);
    else place.textContent = String(cell);
    line.append(place);
  }
  return line;
}

function chooser(model, session) {
  const button = document.createElement("button");
  button.textContent = session;
  button.onclick = () => { seen.model = model; seen.session = session; look(); };
  return button;
}

function drawCurves(targets, answers) {
  const canvas = find("curves"), pen = canvas.getContext("2d");
  pen.clearRect(0, 0, canvas.width, canvas.height);
  const rows = answers.flatMap((answer) => answer.rows).slice(-500);
  targets.slice(0, COLORS.length).forEach((name, place) => {
    const values = rows.map((line) => line[place]).filter((value) => value !== null);
    const low = Math.min(...values), high = Math.max(...values), range = high - low || 1;
    pen.strokeStyle = pen.fillStyle = COLORS[place];
    pen.beginPath();
    values.forEach((value, step) => {
      const x = 10 + (880 * step) / Math.max(1, values.length - 1);
      pen.lineTo(x, 240 - (210 * (value - low)) / range);
    });
    pen.stroke();
    if (values.length) pen.fillText(`${name}: ${values[values.length - 1].toPrecision(6)}`, 10 + 170 * place, 16);
  });
}

function drawUnits(units) {
  const canvas = find("units"), pen = canvas.getContext("2d");
  pen.clearRect(0, 0, canvas.width, canvas.height);
  const width = canvas.width / Math.max(1, units.length);
  units.forEach((value, place) => {
    pen.fillStyle = value < 0 ? COLORS[1] : COLORS[0];
    pen.globalAlpha = Math.min(1, Math.abs(value));
    pen.fillRect(place * width, 0, width - 1, canvas.height);
  });
  pen.globalAlpha = 1;
}

async function look() {
  try {
    const { models } = await ask("/v1/models");
    find("models").replaceChildren(...models.map((model) =>
      row([model.model, model.kind, model.inputs.join(", "), model.targets.join(", "), model.fingerprint])));
    const lists = await Promise.all(models.map((model) => ask(`/v1/models/${encodeURIComponent(model.model)}/sessions`)));
    const sessions = lists.flatMap((list) => list.sessions).slice(-50);
    find("sessions").replaceChildren(...sessions.map((one) =>
      row([chooser(one.model, one.session), one.model, one.next])));
    if (seen.session) {
      const recent = await ask(`/v1/models/${encodeURIComponent(seen.model)}/sessions/${seen.session}/recent`);
      find("chosen").textContent = `Session ${seen.session}`;
      drawCurves(recent.targets, recent.answers);
      drawUnits(recent.units);
    }
    find("problem").textContent = "";
  } catch (error) {
    find("problem").textContent = error.message;
  }
}

find("who").onsubmit = (event) => { event.preventDefault(); seen.token = find("token").value; look(); };
look();
setInterval(look, 1000);
