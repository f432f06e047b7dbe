// Puts the picture that can be zoomed in place of every plain one of this class: equal pictures are alike. A host may run the script
// before the output stands in the page, and a busy one long before: the page itself says when something came.
function nbkFlameIn(key, size, base64) {
  "use strict";
  function look() {
    const hosts = document.querySelectorAll("." + key + ":not([data-live])");
    for (const host of hosts) {
      host.dataset.live = "1";
      const area = document.createElement("div");
      area.innerHTML = new TextDecoder().decode(Uint8Array.from(atob(base64), c => c.charCodeAt(0)));
      host.replaceChildren(area);
      const svg = area.querySelector("svg");
      svg.style.cssText = size;
      nbkFlame(svg);
    }
    return hosts.length > 0;
  }
  if (look()) return;
  const coming = new MutationObserver(() => { if (look()) coming.disconnect(); });
  coming.observe(document, { childList: true, subtree: true });
}
