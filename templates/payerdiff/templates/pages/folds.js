/* Folds: a link opens what it leads to, everything can be unfolded at once, and paper has everything. */
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
    all.textContent = open ? "Fold everything" : "Unfold everything";
  });
  let before = [];
  addEventListener("beforeprint", () => { before = folds.filter((node) => !node.open && node.classList.contains("fold")); before.forEach((node) => { node.open = true; }); });
  addEventListener("afterprint", () => { before.forEach((node) => { node.open = false; }); });
  reveal();
})();
