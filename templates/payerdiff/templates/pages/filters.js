/* The matrix by phase, indication and words. A link to a row that is filtered away undoes the filters. */
(() => {
  const table = document.getElementById("mx"), phase = document.getElementById("by-phase"), use = document.getElementById("by-use");
  const words = document.getElementById("by-words"), shown = document.getElementById("shown");
  if (!table || !phase) return;
  const groups = [...table.tBodies].map((body) => ({body, rows: [...body.rows].filter((row) => row.id).map((row) => ({row, text: row.textContent.toLowerCase()}))}));
  const all = groups.reduce((sum, group) => sum + group.rows.length, 0);
  function filter() {
    const asked = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const {body, rows} of groups) {
      const fits = (!phase.value || body.dataset.phase === phase.value) && (!use.value || body.dataset.use === use.value);
      let own = 0;
      for (const {row, text} of rows) {
        row.hidden = !(fits && asked.every((word) => text.includes(word)));
        own += row.hidden ? 0 : 1;
      }
      body.hidden = own === 0;
      count += own;
    }
    shown.textContent = count === all ? "" : `${count} of ${all} rows shown`;
  }
  function undo() {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (!target || !table.contains(target)) return;
    if (target.hidden || (target.closest("tbody") || target).hidden) { phase.value = use.value = words.value = ""; filter(); }
    const only = document.getElementById("diff");
    if (only.checked && target.classList.contains("same")) only.checked = false;
    target.scrollIntoView();
  }
  document.querySelectorAll(".bar .js").forEach((node) => { node.hidden = false; });
  [phase, use].forEach((node) => node.addEventListener("change", filter));
  words.addEventListener("input", filter);
  addEventListener("hashchange", undo);
  addEventListener("beforeprint", () => { phase.value = use.value = words.value = ""; filter(); });
  undo();
})();
