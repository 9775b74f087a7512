/* One indication at a time, in the grid, in the ladders and in the matrix. Without script, and on paper, all are shown. */
(() => {
  const use = document.getElementById("use"), rows = document.getElementById("by-use");
  /* The name of an indication stays below the payers' names while its rows are read. */
  document.querySelectorAll(".glance:not(.over)").forEach((table) => { table.style.setProperty("--head", `${table.tHead.offsetHeight}px`); });
  if (!use) return;
  const parts = [...document.querySelectorAll("[data-use]:not(#mx tbody)")];
  function choose() {
    const asked = use.value.toLowerCase();
    parts.forEach((node) => { node.hidden = asked !== "" && node.dataset.use !== "" && node.dataset.use.toLowerCase() !== asked; });
    const same = rows && [...rows.options].find((option) => option.value.toLowerCase() === asked);
    if (same) { rows.value = same.value; rows.dispatchEvent(new Event("change")); }
  }
  use.closest(".bar").hidden = false;
  use.addEventListener("change", choose);
  addEventListener("hashchange", () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target && target.closest("[data-use][hidden]")) { use.value = ""; choose(); target.scrollIntoView(); }
  });
  addEventListener("beforeprint", () => { use.value = ""; choose(); });
})();
