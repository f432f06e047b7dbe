// Zoom, search, reset and hover of a flame graph. Nothing is loaded, and no text of the capture becomes markup: names are read from
// attributes and written as text.
function nbkFlame(svg, field) {
  "use strict";
  const all = 1, eps = 1e-9;
  const width = Number(svg.dataset.width), left = Number(svg.dataset.left), glyph = Number(svg.dataset.glyph);
  const frames = Array.from(svg.querySelectorAll("g.nbk-f"), g => ({
    g, rect: g.querySelector("rect"), text: g.querySelector("text"), name: g.dataset.n, about: g.querySelector("title").textContent,
    at: Number(g.dataset.x), share: Number(g.dataset.w), depth: Number(g.dataset.d)
  }));
  const detail = svg.querySelector(".nbk-detail"), found = svg.querySelector(".nbk-found");
  const reset = svg.querySelector(".nbk-reset"), box = field || svg.querySelector("input");
  const idle = detail.textContent;
  let view = { at: 0, share: all, depth: -1 };

  function draw() {
    for (const f of frames) {
      const inside = f.at >= view.at - eps && f.at + f.share <= view.at + view.share + eps && f.depth >= view.depth;
      const below = f.depth < view.depth && f.at <= view.at + eps && f.at + f.share >= view.at + view.share - eps;
      f.g.style.display = inside || below ? "" : "none";
      if (!inside && !below) continue;
      const x = below ? left : left + (f.at - view.at) / view.share * width;
      const w = below ? width : f.share / view.share * width;
      f.rect.setAttribute("x", x.toFixed(2));
      f.rect.setAttribute("width", Math.max(w - 0.4, 0.1).toFixed(2));
      f.g.style.opacity = below ? 0.55 : 1;
      const room = Math.floor((w - 6) / glyph);
      f.text.setAttribute("x", (x + 3).toFixed(2));
      f.text.textContent = room < 3 ? "" : f.name.length <= room ? f.name : f.name.slice(0, room - 1) + "\u2026";
    }
    reset.style.display = view.share < all || view.depth >= 0 ? "" : "none";
  }

  function search(pattern) {
    let test = null;
    if (pattern) {
      try { test = new RegExp(pattern, "i"); } catch { found.textContent = "not a regular expression"; return; }
    }
    const hits = [];
    for (const f of frames) {
      const hit = test !== null && test.test(f.name);
      f.rect.classList.toggle("nbk-hit", hit);
      if (hit) hits.push(f);
    }
    // Frames inside a frame that matches already are part of it.
    let end = 0, sum = 0;
    for (const f of hits.sort((a, b) => a.at - b.at || b.share - a.share)) {
      const to = f.at + f.share;
      if (to > end + eps) { sum += to - Math.max(f.at, end); end = to; }
    }
    found.textContent = test === null ? "" : hits.length + (hits.length === 1 ? " frame, " : " frames, ") + (sum * 100).toFixed(2) + " % matched";
  }

  for (const f of frames) {
    f.g.addEventListener("mouseenter", () => { detail.textContent = f.about; });
    f.g.addEventListener("mouseleave", () => { detail.textContent = idle; });
    f.g.addEventListener("click", () => { view = { at: f.at, share: f.share, depth: f.depth }; draw(); });
  }
  function clear() { view = { at: 0, share: all, depth: -1 }; draw(); }
  reset.addEventListener("click", clear);
  box.addEventListener("input", () => search(box.value));
  box.addEventListener("keydown", e => {
    e.stopPropagation();
    if (e.key === "Escape") { box.value = ""; search(""); }
  });
  svg.addEventListener("keydown", e => { if (e.key === "Escape") clear(); });
  for (const hidden of svg.querySelectorAll(".nbk-live")) hidden.style.display = "";
  svg.dataset.ready = "1";
  draw();
}

