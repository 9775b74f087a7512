/* Folds: a link opens what it leads to, everything can be unfolded at once, and what goes on paper is unfolded. */
(() => {
  const folds = [...document.querySelectorAll("details")], all = document.getElementById("unfold");
  function reveal() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    let shut = false;
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS" && !node.open) { node.open = true; shut = true; }
    if (shut) target.scrollIntoView();
  }
  addEventListener("hashchange", reveal);
  document.addEventListener("click", (event) => { const link = event.target.closest && event.target.closest("a[href^='#']"); if (link && link.getAttribute("href") === location.hash) reveal(); });
  document.querySelectorAll(".fold.js, nav .js").forEach((node) => { node.hidden = false; });
  if (all) all.addEventListener("click", () => {
    const open = folds.some((node) => node.classList.contains("fold") && !node.open);
    folds.forEach((node) => { if (node.classList.contains("fold")) node.open = open; });
    all.textContent = open ? "Collapse all" : "Expand all";
  });
  let before = [];
  addEventListener("beforeprint", () => { before = folds.filter((node) => !node.open && node.classList.contains("fold")); before.forEach((node) => { node.open = true; }); });
  addEventListener("afterprint", () => { before.forEach((node) => { node.open = false; }); });
  /* How many sheets a choice takes at least (rows that are not split may take more), laid out as on paper: Letter landscape within its margins, in CSS pixels. */
  const WIDE = 965, HIGH = 718, paper = document.getElementById("paper");
  function sheets() {
    const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).filter((rule) => rule.media && /print|screen|width/.test(rule.media.mediaText));
    const said = rules.map((rule) => rule.media.mediaText), shut = folds.filter((node) => !node.open && node.classList.contains("fold")), root = document.documentElement;
    rules.forEach((rule) => { rule.media.mediaText = /print/.test(rule.media.mediaText) ? "all" : "not all"; });
    shut.forEach((node) => { node.open = true; });
    root.style.width = `${WIDE}px`;
    const count = Math.max(1, Math.ceil(document.body.scrollHeight / HIGH));
    root.style.width = "";
    shut.forEach((node) => { node.open = false; });
    rules.forEach((rule, at) => { rule.media.mediaText = said[at]; });
    return count;
  }
  /* Paper has the answers unless everything is chosen; each choice says its number of pages. Without script the box is there to be ticked. */
  const offer = document.getElementById("sheets"), whole = document.getElementById("whole"), some = document.querySelector("[data-paper]");
  document.querySelectorAll(".unscripted").forEach((node) => { node.hidden = true; });
  addEventListener("afterprint", () => { if (whole) whole.checked = false; });
  if (paper && offer && whole) paper.addEventListener("click", () => {
    offer.replaceChildren(...[[some.dataset.paper, false], ["Everything", true]].map(([what, all]) => {
      whole.checked = all;
      const count = sheets(), button = document.createElement("button");
      whole.checked = false;
      button.type = "button";
      button.textContent = `${what}: ${count === 1 ? "1 page" : `${count} pages`} or more`;
      button.addEventListener("click", () => { whole.checked = all; print(); });
      const item = document.createElement("li");
      item.append(button);
      return item;
    }));
    offer.hidden = false;
  });
  reveal();
})();
