// Brings the pictures and tables of a page to life: zoom, hover and series of charts, zoom and search of flame graphs, order and filter of tables.
// Nothing is loaded, and no text of a notebook becomes markup: it is read from attributes and written as text.
(function () {
  "use strict";
  const make = (name, props) => Object.assign(document.createElement(name), props);

  // ---- flame graphs ----
  for (const svg of document.querySelectorAll("figure.live:not(.lead *) svg.nbk-flame")) {
    const box = make("input", { type: "search", placeholder: "search frames: regular expression" });
    box.setAttribute("aria-label", "search frames");
    const bar = make("p", { className: "tools" });
    // Beside the search, where it is in sight however far the graph is scrolled: the way back, and what was tapped.
    const back = make("button", { type: "button", textContent: "reset zoom" }), told = make("span", { textContent: "click a frame to zoom, Escape to reset" });
    bar.append(box, back, told);
    svg.closest("figure").before(bar);
    nbkFlame(svg, box);
    back.addEventListener("click", () => svg.querySelector(".nbk-reset").dispatchEvent(new MouseEvent("click")));
    const detail = svg.querySelector(".nbk-detail");
    new MutationObserver(() => { told.textContent = detail.textContent; }).observe(detail, { childList: true, characterData: true, subtree: true });
  }

  // ---- charts ----
  const number = v => {
    const size = Math.abs(v);
    return size === 0 ? "0" : size >= 1e6 || size < 1e-3 ? v.toExponential(2) : String(Number(v.toPrecision(4)));
  };
  const axis = (text, from, to) => {
    if (!text) return null;
    const [low, high, kind, ...unit] = text.split(" ");
    const min = Number(low), max = Number(high), log = kind === "log";
    return {
      unit: unit.join(" "),
      value: p => { const f = (p - from) / (to - from); return log ? min * Math.pow(max / min, f) : min + (max - min) * f; }
    };
  };
  // The places that a path names: what a line passes and where dots lie.
  function places(path) {
    const out = [];
    let x = 0, y = 0;
    for (const [, op, rest] of (path.getAttribute("d") || "").matchAll(/([MLHVh])([^MLHVhm]*)/g)) {
      const n = rest.trim().split(/[ ,]+/).map(Number);
      if (op === "M" || op === "L") [x, y] = n; else if (op === "H") x = n[0]; else if (op === "V") y = n[0];
      if (Number.isFinite(x) && Number.isFinite(y)) out.push([x, y]);
    }
    return out;
  }
  let serial = 0;
  for (const svg of document.querySelectorAll("figure.live:not(.lead *) svg.nbk-picture:not(.nbk-flame)")) {
    const figure = svg.closest("figure");
    const tip = make("div", { className: "tip", hidden: true });
    figure.append(tip);
    for (const key of svg.querySelectorAll(".nbk-key")) {
      key.setAttribute("role", "button");
      key.setAttribute("tabindex", "0");
      const toggle = () => {
        const off = key.classList.toggle("nbk-off");
        for (const g of svg.querySelectorAll(".nbk-series")) if (g.dataset.s === key.dataset.s) g.style.display = off ? "none" : "";
      };
      key.addEventListener("click", toggle);
      key.addEventListener("keydown", e => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); toggle(); } });
    }
    for (const panel of svg.querySelectorAll(".nbk-panel")) {
      const [px, py, pw, ph] = panel.dataset.plot.split(" ").map(Number);
      const plot = panel.querySelector(".nbk-plot");
      if (!plot) continue;
      const sx = axis(panel.dataset.x, px, px + pw), sy = axis(panel.dataset.y, py + ph, py);
      const id = "nbk-hit-" + serial++;
      const hit = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      for (const [k, v] of Object.entries({ id, x: px, y: py, width: pw, height: ph, fill: "none", "pointer-events": "all" })) hit.setAttribute(k, v);
      plot.before(hit);
      let view = { x: px, y: py, w: pw, h: ph }, drag = null;
      const points = [];
      for (const series of plot.querySelectorAll(".nbk-series"))
        for (const path of series.querySelectorAll("path")) if (!path.closest("g[transform]")) for (const at of places(path)) points.push({ at, series });
      const original = new Map();
      for (const el of panel.querySelectorAll(".nbk-tx *, .nbk-ty *"))
        original.set(el, ["x", "x1", "x2", "y", "y1", "y2", "width", "height"].map(k => [k, el.getAttribute(k)]).filter(([, v]) => v !== null).map(([k, v]) => [k, Number(v)]));
      const at = e => {
        const m = svg.getScreenCTM();
        const p = new DOMPoint(e.clientX, e.clientY).matrixTransform(m.inverse());
        return [view.x + (p.x - px) / pw * view.w, view.y + (p.y - py) / ph * view.h, p.x, p.y];
      };
      function draw() {
        const kx = pw / view.w, ky = ph / view.h, zoomed = kx > 1.001 || ky > 1.001;
        plot.setAttribute("viewBox", [view.x - 4 / kx, view.y - 4 / ky, view.w + 8 / kx, view.h + 8 / ky].join(" "));
        plot.setAttribute("preserveAspectRatio", "none");
        panel.classList.toggle("nbk-zoomed", zoomed);
        const mx = v => px + (v - view.x) * kx, my = v => py + (v - view.y) * ky;
        for (const [el, values] of original) {
          const across = el.closest(".nbk-tx") !== null;
          let seen = true;
          const map = across ? mx : my, names = across ? ["x", "x1", "x2"] : ["y", "y1", "y2"], length = across ? "width" : "height";
          const low = across ? px : py, high = across ? px + pw : py + ph;
          const had = Object.fromEntries(values);
          const shift = el.tagName === "text" && !across ? 4 : 0;
          for (const name of names) if (name in had) {
            let to = map(had[name] - shift);
            if (length in had) {
              const end = Math.min(high, map(had[name] + had[length]));
              to = Math.max(low, to);
              el.setAttribute(length, Math.max(0, end - to));
              seen = end > to;
            } else seen = to > low - 1 && to < high + 1;
            el.setAttribute(name, to + shift);
          }
          el.style.display = seen ? "" : "none";
        }
      }
      const clear = () => { view = { x: px, y: py, w: pw, h: ph }; draw(); };
      const band = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      band.setAttribute("class", "nbk-band");
      panel.append(band);
      panel.addEventListener("pointerdown", e => {
        if (e.button !== 0 || (!sx && !sy) || e.pointerType === "touch") return;
        const p = at(e);
        if (p[2] < px || p[2] > px + pw || p[3] < py || p[3] > py + ph) return;
        drag = p;
        e.preventDefault();
      });
      window.addEventListener("pointerup", e => {
        if (!drag) return;
        const from = drag, to = at(e);
        drag = null;
        band.style.display = "none";
        if (Math.abs(to[2] - from[2]) < 5 && Math.abs(to[3] - from[3]) < 5) return;
        // Along an axis of names, and where the drag is narrow, all stays in sight.
        const wide = sx && Math.abs(to[2] - from[2]) >= 8, tall = sy && Math.abs(to[3] - from[3]) >= 8;
        const next = { ...view };
        if (wide) { next.x = Math.max(px, Math.min(from[0], to[0])); next.w = Math.min(px + pw, Math.max(from[0], to[0])) - next.x; }
        if (tall) { next.y = Math.max(py, Math.min(from[1], to[1])); next.h = Math.min(py + ph, Math.max(from[1], to[1])) - next.y; }
        if (next.w > pw / 1e5 && next.h > ph / 1e5) { view = next; draw(); }
      });
      panel.addEventListener("dblclick", clear);
      const tell = e => {
        const [x, y, rx, ry] = at(e);
        if (drag) {
          for (const [k, v] of Object.entries({ x: Math.min(drag[2], rx), y: Math.min(drag[3], ry), width: Math.abs(rx - drag[2]), height: Math.abs(ry - drag[3]) })) band.setAttribute(k, v);
          band.style.display = "inline";
        }
        if (rx < px || rx > px + pw || ry < py || ry > py + ph) { tip.hidden = true; return; }
        const kx = pw / view.w, ky = ph / view.h;
        let best = null, near = 16 * 16;
        for (const p of points) {
          if (p.series.style.display === "none") continue;
          const d = ((p.at[0] - x) * kx) ** 2 + ((p.at[1] - y) * ky) ** 2;
          if (d < near) { near = d; best = p; }
        }
        const title = e.target.querySelector && e.target !== svg ? e.target.querySelector(":scope > title") : null;
        const where = best ? best.at : [x, y];
        const told = [sx && number(sx.value(where[0])) + " " + sx.unit, sy && number(sy.value(where[1])) + " " + sy.unit].filter(Boolean).map(t => t.trim()).join(", ");
        const name = best ? best.series.dataset.s : "";
        const cell = title && e.target.closest(".nbk-cells");
        tip.textContent = title && !best ? (cell ? told + ": " : "") + title.textContent : (name ? name + ": " : "") + told;
        tip.hidden = tip.textContent === "";
        const box = figure.getBoundingClientRect();
        tip.style.left = Math.max(0, Math.min(e.clientX - box.left + 14, box.width - tip.offsetWidth - 2)) + figure.scrollLeft + "px";
        tip.style.top = Math.min(e.clientY - box.top + 16, box.height - tip.offsetHeight - 2) + "px";
      };
      panel.addEventListener("pointermove", tell);
      panel.addEventListener("pointerdown", tell);
      // A finger leaves as soon as it has tapped: what it asked for stays until it taps elsewhere.
      panel.addEventListener("pointerleave", e => { if (e.pointerType !== "touch") tip.hidden = true; });
      window.addEventListener("pointerdown", e => { if (!panel.contains(e.target)) tip.hidden = true; });
      window.addEventListener("keydown", e => { if (e.key === "Escape" && (view.w !== pw || view.h !== ph)) clear(); });
    }
    if (svg.querySelector(".nbk-panel[data-x], .nbk-panel[data-y]"))
      figure.append(make("p", { className: "hint", textContent: "drag to zoom, double-click to reset" + (svg.querySelector(".nbk-key") ? ", click a name to hide it" : "") }));
  }

  // ---- tables ----
  const long = 12, first = 30;
  const key = cell => {
    const text = (cell ? cell.textContent : "").trim();
    const value = Number(text.replace(/,/g, "").replace(/[−]/g, "-").replace(/\s*%$/, ""));
    return text === "" || text === "–" ? null : Number.isFinite(value) ? value : text;
  };
  for (const table of document.querySelectorAll(".html table")) {
    const body = table.tBodies[0], head = table.tHead && table.tHead.rows[table.tHead.rows.length - 1];
    if (!body || !head || body.rows.length < 2) continue;
    const rows = Array.from(body.rows).filter(row => row.cells.length === head.cells.length);
    const gap = Array.from(body.rows).find(row => row.cells.length !== head.cells.length);
    if (rows.length < 2) continue;
    let more = null, open = rows.length <= first, test = "";
    const show = () => {
      let shown = 0, hits = 0;
      for (const row of body.rows) {
        const fits = test === "" || row.textContent.toLowerCase().includes(test);
        if (fits) hits++;
        row.hidden = !fits || (!open && test === "" && ++shown > first);
      }
      if (more) { more.hidden = open || test !== ""; more.textContent = "show " + (rows.length - first) + " more rows"; }
    };
    Array.from(head.cells).forEach((cell, column) => {
      cell.classList.add("sorts");
      cell.tabIndex = 0;
      let up = false;
      const sort = () => {
        up = !up;
        for (const other of head.cells) other.removeAttribute("aria-sort");
        cell.setAttribute("aria-sort", up ? "ascending" : "descending");
        rows.sort((a, b) => {
          const x = key(a.cells[column]), y = key(b.cells[column]);
          if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
          const order = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y), "en", { numeric: true });
          return up ? order : -order;
        });
        body.append(...rows);
        if (gap) body.append(gap);
        show();
      };
      cell.addEventListener("click", sort);
      cell.addEventListener("keydown", e => { if (e.key === "Enter") sort(); });
    });
    if (rows.length < long) continue;
    const box = make("input", { type: "search", placeholder: "filter rows" });
    box.setAttribute("aria-label", "filter rows");
    box.addEventListener("input", () => { test = box.value.trim().toLowerCase(); show(); });
    const bar = make("p", { className: "tools" });
    bar.append(box);
    table.before(bar);
    if (!open) {
      more = make("button", { type: "button", className: "more" });
      more.addEventListener("click", () => { open = true; show(); });
      table.after(more);
    }
    show();
  }
  document.documentElement.dataset.live = "1";
})();
