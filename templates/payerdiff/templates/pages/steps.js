/* From change to change, by buttons and keys; in the register and in the tree. Keys can be turned off. */
(() => {
  const bar = document.getElementById("steps"), rows = [...document.querySelectorAll("#register tr[data-c]")];
  if (!bar || !rows.length) return;
  const told = document.getElementById("step"), turn = document.getElementById("turn"), undock = document.getElementById("undock"), keys = document.getElementById("keys");
  const way = document.getElementById("by-way"), shown = document.getElementById("ways-shown");
  let at = -1, inTree = false, marked = null;
  const on = () => rows.filter((row) => !row.hidden);
  const ids = (row) => row.dataset.c.trim().split(" ");
  const place = (row) => inTree ? ids(row).map((id) => document.querySelector(`#tree [data-c="${id}"]`)).find(Boolean) : row;
  function show() {
    const held = on(), row = held[at];
    if (!row) return;
    const spot = place(row) || row;
    for (let node = spot.parentElement; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    if (marked) marked.classList.remove("cur");
    marked = spot.tagName === "TR" ? spot : spot.closest("li") || spot;
    marked.classList.add("cur");
    dock(true);
    marked.scrollIntoView({block: "center"});
    told.textContent = `${at + 1} of ${held.length}: ${ids(row).join(", ")}, ${row.dataset.say}${inTree && spot === row ? "; not in the criteria" : ""}`;
  }
  /* While one steps, the bar is docked below, where the page ends above it. */
  function dock(on) { document.body.classList.toggle("stepping", on); undock.hidden = !on; }
  const go = (step) => { const count = on().length; if (count) { at = at < 0 ? (step > 0 ? 0 : count - 1) : (at + step + count) % count; show(); } };
  const swap = () => { inTree = !inTree; turn.textContent = inTree ? "show in register" : "show in criteria"; if (at < 0) at = 0; show(); };
  bar.hidden = false;
  document.getElementById("next").addEventListener("click", () => go(1));
  document.getElementById("prev").addEventListener("click", () => go(-1));
  turn.addEventListener("click", swap);
  undock.addEventListener("click", () => { dock(false); document.getElementById("register").scrollIntoView(); });
  addEventListener("keydown", (event) => {
    if (!keys.checked || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("select, textarea, input:not([type=checkbox])")) return;
    const does = {n: () => go(1), j: () => go(1), p: () => go(-1), k: () => go(-1), t: swap}[event.key];
    if (does) { event.preventDefault(); does(); }
  });
  function filter() {
    rows.forEach((row) => { row.hidden = way.value !== "" && !row.dataset.way.includes(way.value); });
    if (way.value) on().forEach((row) => { const fold = row.closest("details"); if (fold) fold.open = true; });
    shown.textContent = way.value ? `${on().length} of ${rows.length} rows` : "";
    at = -1;
  }
  way.closest(".bar").hidden = false;
  way.addEventListener("change", filter);
  addEventListener("beforeprint", () => { way.value = ""; filter(); });
  addEventListener("hashchange", () => {
    const row = rows.find((r) => ids(r).includes(location.hash.slice(1)));
    if (!row) return;
    if (row.hidden) { way.value = ""; filter(); row.scrollIntoView(); }
    at = on().indexOf(row);
  });
})();
