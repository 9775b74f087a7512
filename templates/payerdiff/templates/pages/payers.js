/* Which payers stand in the matrix, and whose pairs are listed. Without script all do. */
(() => {
  const box = document.querySelector(".pick"), table = document.getElementById("mx"), pairs = document.getElementById("by-pair");
  if (box && table) {
    const marks = [...box.querySelectorAll("input")], picked = document.getElementById("picked"), width = table.style.width;
    const show = () => {
      const on = marks.filter((m) => m.checked);
      marks.forEach((m) => table.querySelectorAll(`tr:not(.grp) > :nth-child(${Number(m.value) + 1})`).forEach((cell) => { cell.hidden = !m.checked; }));
      picked.textContent = on.length === marks.length ? `all ${marks.length}` : `${on.length} of ${marks.length}`;
      table.style.width = on.length === marks.length ? width : on.length < 6 ? "100%" : `${168 + 200 * on.length}px`;
    };
    box.hidden = false;
    box.addEventListener("change", show);
    const all = (value) => () => { marks.forEach((m) => { m.checked = value; }); show(); };
    document.getElementById("all-in").addEventListener("click", all(true));
    document.getElementById("all-out").addEventListener("click", all(false));
    addEventListener("beforeprint", all(true));
  }
  if (pairs) {
    const rows = [...document.querySelectorAll("details.pair")], told = document.getElementById("pairs-shown");
    const show = () => {
      rows.forEach((row) => { row.hidden = pairs.value !== "" && row.dataset.a !== pairs.value && row.dataset.b !== pairs.value; });
      told.textContent = pairs.value ? `${rows.filter((row) => !row.hidden).length} of ${rows.length} pairs` : "";
    };
    pairs.closest(".bar").hidden = false;
    pairs.addEventListener("change", show);
    addEventListener("beforeprint", () => { pairs.value = ""; show(); });
  }
})();
