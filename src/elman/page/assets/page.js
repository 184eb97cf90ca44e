// Draws the page from its JSON, and goes on drawing where it is served live. Text of users is text, never markup.
"use strict";
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const words = read("page-words");
  const root = document.documentElement;
  let page = read("page-data");
  let language = root.lang;
  let drawn = new Map();
  let shape = "";

  // ---- words -------------------------------------------------------------------------------------------
  function say(text) {
    if (language === "en") return text;
    if (Object.hasOwn(words, text)) return words[text];
    const colon = text.indexOf(": ");
    const phrase = text.slice(0, colon);
    return colon > 0 && Object.hasOwn(words, phrase) ? `${words[phrase]}: ${text.slice(colon + 2)}` : text;
  }

  // What a terminal would obey is written out, as the file without script has it.
  const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
  const shown = (text) =>
    text.replace(hidden, (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));

  function make(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "text") made.textContent = shown(value);
      else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  const short = (value) => String(Number(value.toPrecision(4)));
  const colour = (name) => getComputedStyle(root).getPropertyValue(`--${name}`).trim();

  // ---- charts ------------------------------------------------------------------------------------------
  const styles = {
    truth: { width: 2.4 },
    prediction: { width: 1.4, dash: [7, 2.5] },
    trail: { width: 1, alpha: 0.3, of: "prediction" },
    second: { width: 1.2, dash: [10, 3, 2, 3] },
    baseline: { width: 1.6, dash: [2, 3] },
    limit: { width: 1.2, dash: [5, 4] },
    error: { width: 1.2 },
    plain: { width: 1.2 },
  };

  function series(chart, line) {
    const style = styles[line.role] || styles.plain;
    const ink = colour(style.of || line.role);
    const flat = chart.kind === "lines" || line.role === "limit";
    return {
      label: say(line.name),
      stroke: ink,
      alpha: style.alpha || 1,
      width: style.width,
      dash: flat ? style.dash : undefined,
      fill: chart.kind === "bars" && !flat ? ink + "55" : undefined,
      paths: flat ? undefined : uPlot.paths.bars({ size: chart.kind === "bars" ? [0.8, 100] : [0.15, 4] }),
      points: { show: flat && chart.x.length <= 60 && line.role === "prediction", size: 4 },
      spanGaps: false,
      value: (u, value) => (value == null ? "-" : short(value)),
    };
  }

  function columns(chart) {
    const positive = (value) => (value > 0 ? value : null);
    return [chart.x, ...chart.lines.map((line) => (chart.log_y ? line.y.map(positive) : line.y))];
  }

  function marks(chart) {
    return (u) => {
      const ink = u.ctx;
      ink.save();
      ink.strokeStyle = ink.fillStyle = colour("ink");
      ink.setLineDash([2, 5]);
      ink.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
      for (const [place, label] of chart.now.marks) {
        const x = u.valToPos(place, "x", true);
        if (x < u.bbox.left || x > u.bbox.left + u.bbox.width) continue;
        ink.beginPath();
        ink.moveTo(x, u.bbox.top);
        ink.lineTo(x, u.bbox.top + u.bbox.height);
        ink.stroke();
        ink.fillText(say(label), x + 5, u.bbox.top + 14 * devicePixelRatio);
      }
      ink.restore();
    };
  }

  function range(chart) {
    return (u, low, high) => {
      if (chart.kind !== "lines") [low, high] = [Math.min(low, 0), Math.max(high, 0)];
      const room = 0.05 * (high - low) || Math.abs(high) / 2 || 0.5;
      return [chart.low ?? low - room, chart.high ?? high + room];
    };
  }

  function options(chart, width, holder) {
    const axis = { stroke: colour("faint"), grid: { stroke: colour("grid") }, ticks: { stroke: colour("grid") } };
    const y = chart.log_y ? { distr: 3 } : { range: range(chart) };
    const bars = chart.kind !== "lines" && chart.x.length ? 0.6 : 0;
    const named = (chart.names ?? []).map((name) => name.split("\n").map((part) => shown(say(part))).join("\n"));
    const across = bars ? { range: () => [chart.x[0] - bars, chart.x[chart.x.length - 1] + bars] } : {};
    return {
      width,
      height: 270,
      scales: { x: { time: false, ...across }, y },
      axes: [
        {
          ...axis, label: say(chart.x_label), labelSize: chart.x_label ? 20 : 0, labelFont: "12px system-ui",
          ...(named.length ? { splits: () => chart.x, values: () => named, size: 44, grid: { show: false } } : {}),
        },
        {
          ...axis, label: say(chart.y_label), labelSize: 18, labelFont: "12px system-ui", size: 62,
          values: (u, ticks) => ticks.map((tick) => (tick === null ? "" : String(Number(tick.toPrecision(6))))),
        },
      ],
      series: [{ label: say(chart.x_label || "x") }, ...chart.lines.map((line) => series(chart, line))],
      cursor: { drag: { x: true, y: false } },
      hooks: { draw: [marks(holder)] },
    };
  }

  function chartOf(chart) {
    const place = make("div", { class: "plot", tabindex: "0", role: "img", "aria-label": shown(say(chart.title)) });
    const told = make("p", { class: "unseen", "aria-live": "polite" });
    const figure = make(
      "figure", { id: chart.id }, make("figcaption", { text: say(chart.title) }), place, told,
    );
    const holder = { now: chart };
    let plot = null;
    const build = () => {
      plot?.destroy();
      plot = new uPlot(options(holder.now, Math.max(place.clientWidth, 200), holder), columns(holder.now), place);
      hideNameless();
    };
    // Lines without a name, as the lower one of two limits, are not in the legend.
    const hideNameless = () => holder.now.lines.forEach((line, k) => {
      if (!line.name) plot.root.querySelectorAll(".u-series")[k + 1].hidden = true;
    });
    place.addEventListener("keydown", (event) => onKey(event, plot, told));
    return {
      figure,
      begin: () => {
        build();
        new ResizeObserver(() => plot.setSize({ width: Math.max(place.clientWidth, 200), height: 270 })).observe(place);
      },
      update: (next) => {
        const same = next.lines.length === holder.now.lines.length && next.kind === holder.now.kind;
        figure.firstChild.textContent = shown(say(next.title));
        const rebuilt = !same || next.low !== holder.now.low || next.high !== holder.now.high;
        holder.now = next;
        if (rebuilt) build();
        else plot.setData(columns(next));
      },
    };
  }

  function onKey(event, plot, told) {
    const x = plot.data[0];
    const { min, max } = plot.scales.x;
    const zoom = (by) => plot.setScale("x", { min: middle - by * (max - min), max: middle + by * (max - min) });
    const at = plot.cursor.idx ?? Math.floor(x.length / 2);
    const middle = x[at];
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (way) {
      const next = Math.min(Math.max(at + way * (event.shiftKey ? 10 : 1), 0), x.length - 1);
      plot.setCursor({ left: plot.valToPos(x[next], "x"), top: 10 });
      told.textContent = plot.series
        .map((one, k) => `${one.label} ${plot.data[k][next] ?? "-"}`).join(", ");
    } else if (event.key === "+") zoom(0.25);
    else if (event.key === "-") zoom(1);
    else if (event.key === "0") plot.setScale("x", { min: x[0], max: x[x.length - 1] });
    else return;
    event.preventDefault();
  }

  // ---- heat maps, tables, texts ------------------------------------------------------------------------
  function heatOf(heat) {
    const canvas = make("canvas", { class: "heat", role: "img", "aria-label": shown(say(heat.title)) });
    const under = make("p", { class: "legend" });
    const figure = make("figure", { id: heat.id }, make("figcaption", { text: say(heat.title) }), canvas, under);
    const paint = (next) => {
      [canvas.width, canvas.height] = [next.columns, next.rows];
      const context = canvas.getContext("2d");
      const picture = context.createImageData(next.columns, next.rows);
      for (let k = 0; k < next.rows * next.columns; k++) {
        const share = parseInt(next.levels.substr(2 * k, 2), 16) / 255;
        const far = Math.abs(2 * share - 1);
        const end = share < 0.5 ? [31, 79, 214] : [214, 39, 40];
        for (let c = 0; c < 3; c++) picture.data[4 * k + c] = Math.round(255 + far * (end[c] - 255));
        picture.data[4 * k + 3] = 255;
      }
      context.putImageData(picture, 0, 0);
      figure.firstChild.textContent = shown(say(next.title));
      under.textContent = shown(`${say(next.y_label)} (↓) · ${say(next.x_label)} (→) · ${short(next.low)} … ${short(next.high)}`);
    };
    return { figure, begin: () => paint(heat), update: paint };
  }

  function tableOf(table) {
    const box = make("div", { class: "wide" });
    const fill = (next) => {
      const head = make("tr", {}, ...next.head.map((name) => make("th", { scope: "col", text: say(name) })));
      const rows = next.rows.map(([first, ...others]) => make(
        "tr", {}, make("th", { scope: "row", text: say(first) }), ...others.map((text) => make("td", { text })),
      ));
      const caption = next.title ? [make("caption", { text: say(next.title) })] : [];
      box.replaceChildren(
        make("table", { id: next.id }, ...caption, make("thead", {}, head), make("tbody", {}, ...rows)),
      );
    };
    fill(table);
    return { figure: box, begin: () => {}, update: fill };
  }

  function textOf(text) {
    const code = text.kind === "code";
    const figure = make(code ? "pre" : "p", { id: text.id, class: text.kind });
    const fill = (next) => {
      figure.textContent = shown((language === "zh" && next.in_chinese) || say(next.text));
    };
    fill(text);
    return { figure, begin: () => {}, update: fill };
  }

  const makers = { chart: chartOf, heat: heatOf, table: tableOf, text: textOf };

  // ---- the page ----------------------------------------------------------------------------------------
  const blocks = (of) => of.sections.flatMap((section) => section.blocks);

  function build() {
    drawn = new Map();
    document.getElementById("main").replaceChildren(...page.sections.map((section) => {
      const made = section.blocks.map((block) => {
        const one = makers[block.block](block);
        drawn.set(block.id, one);
        return one.figure;
      });
      const body = page.kind === "report" ? made : [make("div", { class: "beside" }, ...made)];
      return make("section", {}, make("h2", { text: say(section.title) }), ...body);
    }));
    for (const one of drawn.values()) one.begin();
    shape = shapeOf(page);
  }

  const shapeOf = (of) => JSON.stringify([language, ...of.sections.map((section) => [
    section.title, ...section.blocks.map((block) => [block.block, block.id]),
  ])]);

  function show(next) {
    page = { ...page, ...next };
    document.querySelector("h1").textContent = shown(page.title);
    document.getElementById("subtitle").textContent = shown(say(page.subtitle));
    if (shapeOf(page) !== shape) build();
    else for (const block of blocks(page)) drawn.get(block.id).update(block);
  }

  const bar = make("div", { class: "bar", role: "toolbar", "aria-label": say("Settings") });
  function fillBar() {
    const other = language === "en" ? ["zh", "中文"] : ["en", "English"];
    bar.replaceChildren(
      ...extra(),
      make("button", { type: "button", lang: other[0], text: other[1], onclick: () => {
        root.lang = language = other[0];
        document.getElementById("subtitle").textContent = shown(say(page.subtitle));
        fillBar();
        fillPlayground();
        build();
      } }),
      make("button", { type: "button", text: say("Light or dark"), onclick: () => {
        const dark = root.hasAttribute("data-dark")
          || (!root.hasAttribute("data-light") && matchMedia("(prefers-color-scheme: dark)").matches);
        root.toggleAttribute("data-dark", !dark);
        root.toggleAttribute("data-light", dark);
        build();
      } }),
    );
  }

  // ---- live --------------------------------------------------------------------------------------------
  const ask = async (what, body) => {
    const answer = await fetch(page.feed + what, body === undefined ? {} : {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    if (answer.status === 204) return null;
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  };
  const told = make("p", { class: "note", role: "status" });
  const act = (body) => ask("act", body).then((next) => next && show(next), (error) => {
    told.textContent = shown(error.message);
  });

  async function follow() {
    let version = -1;
    for (;;) {
      // Nothing is asked for, and so nothing is computed, while nobody looks.
      if (document.hidden) await new Promise((go) => document.addEventListener("visibilitychange", go, { once: true }));
      try {
        const next = await ask(`data?since=${version}`);
        if (next) {
          version = next.version_of_run;
          show(next);
          fillBar();
          if (next.ended) {
            told.textContent = say("The run has ended; this is how it stood.");
            return;
          }
        }
      } catch {
        told.textContent = say("The run has ended; this is how it stood.");
        return;
      }
      await new Promise((go) => setTimeout(go, 1000));
    }
  }

  function extra() {
    if (page.kind === "fit" && page.feed && !page.ended) {
      const paused = page.paused;
      return [
        make("button", {
          type: "button", id: "pause", text: say(paused ? "Go on" : "Pause"),
          onclick: () => act({ do: paused ? "go on" : "pause" }).then(fillBar),
        }),
        make("button", { type: "button", id: "stop", text: say("Stop and keep"), onclick: () => act({ do: "stop" }) }),
      ];
    }
    return [];
  }

  // ---- the playground ----------------------------------------------------------------------------------
  let wanted = null;
  let asking = false;

  function controls() {
    const box = make("div", { class: "bar", id: "controls" });
    for (const [name, choice] of Object.entries(page.choices)) {
      const output = make("output", { text: String(page.options[name]) });
      const label = make("span", { text: say(choice.label) + " " });
      label.append(output);
      const change = (value) => {
        page.options[name] = value;
        output.textContent = String(value);
        retrain();
      };
      const input = choice.of
        ? make("select", { id: `set-${name}`, onchange: (event) => change(choice.of[event.target.selectedIndex]) },
          ...choice.of.map((value) => make("option", { text: say(String(value)) })))
        : make("input", {
          id: `set-${name}`, type: "range", min: choice.least, max: choice.most, step: choice.step,
          oninput: (event) => change(Number(event.target.value)),
        });
      if (choice.of) input.selectedIndex = choice.of.indexOf(page.options[name]);
      else input.value = page.options[name];
      box.append(make("label", {}, label, input));
    }
    return box;
  }

  async function retrain() {
    wanted = { do: "train", options: { ...page.options } };
    if (asking) return;
    asking = true;
    while (wanted) {
      const body = wanted;
      wanted = null;
      const began = performance.now();
      try {
        page = { ...page, inside: null, ...(await ask("act", body)) };
        told.textContent = "";
        slider.max = page.film.predictions.length - 1;
        slider.value = slider.max;
        scrub();
        root.dataset.latency = String(performance.now() - began);
      } catch (error) {
        told.textContent = shown(error.message);
      }
    }
    asking = false;
  }

  const slider = make("input", { type: "range", id: "time", min: "0", step: "1" });
  const at = make("output", { id: "at" });

  // The curve of the chosen moment comes from the film that is here; what is inside is asked for, or recorded.
  function scrub() {
    const k = Number(slider.value);
    const film = page.film;
    at.textContent = `${film.windows[k]} / ${film.windows[film.windows.length - 1]}`;
    const recorded = film.inside && film.inside.reduce((best, one) =>
      Math.abs(one.windows - film.windows[k]) < Math.abs(best.windows - film.windows[k]) ? one : best);
    const inside = new Map((recorded ? recorded.blocks : page.inside || []).map((block) => [block.id, block]));
    page.sections = page.sections.map((section) => ({ ...section, blocks: section.blocks.map((block) => {
      if (block.id === "curve") {
        const lines = [block.lines[0], { ...block.lines[1], y: film.predictions[k] }];
        return { ...block, x: film.x, lines: [{ ...lines[0], y: film.truth }, lines[1]] };
      }
      if (block.id === "loss") return { ...block, marks: [[film.windows[k], ""]] };
      return inside.get(block.id) || block;
    }) }));
    show({});
  }

  let looking = false;
  async function look() {
    if (!page.feed || looking || asking) return;
    looking = true;
    let frame = -1;
    while (frame !== Number(slider.value) && !asking) {
      frame = Number(slider.value);
      try {
        page.inside = (await ask("act", { do: "look", windows: page.film.windows[frame] })).blocks;
      } catch (error) {
        told.textContent = shown(error.message);
      }
      scrub();
    }
    looking = false;
  }

  const place = make("div");
  function fillPlayground() {
    if (page.kind !== "playground") return;
    place.replaceChildren(...(page.feed ? [controls()] : []), make("div", { class: "timeline" },
      make("label", { for: "time", text: say("After so many windows of training") }), slider, at));
  }

  function playground() {
    slider.max = page.film.predictions.length - 1;
    slider.value = slider.max;
    slider.addEventListener("input", () => { scrub(); look(); });
    document.getElementById("head").append(place);
    fillPlayground();
    scrub();
  }

  document.getElementById("head").append(bar, told);
  fillBar();
  build();
  if (page.kind === "playground") playground();
  else if (page.feed) follow();
  // On paper all that matters is there without a script; what it drew is of the screen's width.
  root.dataset.ready = "yes";
})();
