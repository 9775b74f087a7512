/* The form: fields made from the model, a patient read from it, each payer's answer beside it. All text is set as text. */
(() => {
  const panel = document.getElementById("px"), source = document.getElementById("model");
  if (!panel || !source) return;
  const model = JSON.parse(source.textContent), form = panel.querySelector("form"), out = document.getElementById("out");
  const make = (name, attributes = {}, ...kids) => {
    const node = document.createElement(name);
    Object.entries(attributes).forEach(([key, value]) => value === true ? node.setAttribute(key, "") : node.setAttribute(key, value));
    node.append(...kids);
    return node;
  };
  const option = (value, words) => make("option", {value}, words);
  const select = (name, pairs) => make("select", {name}, ...pairs.map(([value, words]) => option(value, words)));
  const label = (words, ...kids) => make("label", {}, make("span", {}, words), ...kids);
  const UNSAID = ["", "unknown"];
  const ENDED = [UNSAID, ...["tried", "failed", "intolerant", "contraindicated"].map((w) => [w, w])];
  const AGES = {months: 1, years: 12, weeks: 7 / 30.4};

  /* The fields that decide most stand in the form, all others in a fold of their own. */
  const rest = make("details", {class: "fs", id: "less"}), more = make("div", {class: "more"}), folded = model.fields.length - model.leading;
  rest.append(make("summary", {}, `${folded} more ${folded === 1 ? "question" : "questions"}`), more);
  const readers = model.fields.map((field, at) => {
    const form = at < model.leading ? panel.querySelector("form") : more;
    const name = `f${at}`, words = (value) => field.words[value] || value.replaceAll("_", " ");
    if (field.measure === "age") {
      const input = make("input", {type: "number", min: "0", step: "any", inputmode: "decimal"}), unit = select(name, Object.keys(AGES).map((u) => [u, u]));
      unit.value = "years";
      form.append(label(field.label, make("span", {class: "two"}, input, unit)));
      input.setAttribute("aria-label", field.label); unit.setAttribute("aria-label", `Unit of ${field.label.toLowerCase()}`);
      return {read: () => input.value === "" ? undefined : Number(input.value) * AGES[unit.value],
              show: (v) => { unit.value = typeof v === "number" && v < 24 ? "months" : "years"; input.value = typeof v === "number" ? Math.round(v / AGES[unit.value] * 100) / 100 : ""; }};
    }
    if (field.kind === "number") {
      const input = make("input", {type: "number", step: "any", inputmode: "decimal"});
      form.append(label(field.unit ? `${field.label}, ${field.unit}` : field.label, input));
      return {read: () => input.value === "" ? undefined : Number(input.value), show: (v) => { input.value = typeof v === "number" ? v : ""; }};
    }
    if (field.kind === "state") {
      const box = select(name, [UNSAID, ...field.options.map((o) => [o, words(o)]), ["another state", "another result"]]);
      form.append(label(field.label, box));
      return {read: () => box.value || undefined, show: (v) => { box.value = typeof v === "string" && [...box.options].some((o) => o.value === v) ? v : ""; }};
    }
    const roles = Object.entries(field.roles);
    if (roles.length) {
      const own = field.options.flatMap((o) => roles.map(([role], r) => [`${r} ${o}`, `${words(o)} ${words(role)}`]));
      const box = select(name, [UNSAID, ...own, ["none", "none of these"]]);
      form.append(label(field.label, box));
      return {roles: roles.map(([, own]) => own), read: () => box.value,
              show: (lists) => { const r = lists.findIndex((list) => list && list.length); box.value = r >= 0 ? `${r} ${lists[r][0]}` : lists.some(Boolean) ? "none" : ""; }};
    }
    const group = make("fieldset", {}, make("legend", {}, field.label)), none = make("input", {type: "checkbox"});
    const therapy = field.kind === "therapy";
    const boxes = field.options.map((o) => {
      const box = therapy ? select(name, ENDED) : make("input", {type: "checkbox"});
      group.append(therapy ? make("label", {class: "pt"}, make("span", {}, words(o)), box) : make("label", {class: "ck"}, box, make("span", {}, words(o))));
      return box;
    });
    group.append(make("label", {class: "ck"}, none, make("span", {}, "none of these")));
    none.addEventListener("change", () => none.checked && boxes.forEach((b) => { if (therapy) b.value = ""; else b.checked = false; }));
    boxes.forEach((b) => b.addEventListener("change", () => { if (therapy ? b.value : b.checked) none.checked = false; }));
    form.append(field.options.length > 8 ? make("details", {class: "fs"}, make("summary", {}, field.label), group) : group);
    return {
      read: () => {
        const chosen = field.options.flatMap((o, i) => therapy ? (boxes[i].value ? [{drug: o, outcome: boxes[i].value}] : []) : boxes[i].checked ? [o] : []);
        return chosen.length || none.checked ? chosen : undefined;
      },
      show: (v) => {
        const list = Array.isArray(v) ? v : [];
        field.options.forEach((o, i) => {
          if (therapy) { const t = list.filter((x) => x.drug === o).sort((a, b) => (a.outcome === "tried") - (b.outcome === "tried"))[0]; boxes[i].value = t ? t.outcome.split(" or ")[0] : ""; }
          else boxes[i].checked = list.includes(o);
        });
        none.checked = Array.isArray(v) && !boxes.some((b) => therapy ? b.value : b.checked);
      },
    };
  });

  if (folded > 0) form.append(rest);

  const answers = {};
  let ruledOut = [];
  function patient() {
    const told = {phase: form.elements.phase.value, criteria: {...answers}, ruled_out: ruledOut};
    model.fields.forEach((field, at) => {
      const value = readers[at].read();
      if (readers[at].roles) {
        if (value) readers[at].roles.forEach((own, r) => { told[own] = value.startsWith(`${r} `) ? [value.slice(String(r).length + 1)] : []; });
      } else if (value !== undefined) {
        if (field.path.length === 1) told[field.path[0]] = value;
        else (told[field.path[0]] = told[field.path[0]] || {})[field.path[1]] = value;
      }
    });
    return told;
  }

  const SIGNS = {approve: ["●", "meets criteria", "yes"], refuse: ["✕", "does not meet criteria", "warn"], depends: ["◐", "depends on what the request leaves open", ""], not_evaluated: ["◌", "not evaluated", ""]};
  const MOST = 4;
  function passage(leaf, asked) {
    const line = make("li", {}, make("span", {class: "w"}, leaf.text));
    if (leaf.e) line.append(" ", make("a", {class: "c", href: `#${leaf.e}`}, `[${leaf.e.slice(1)}]`));
    const key = plain(leaf.text);
    if (asked || key in answers) {
      const box = select("", [["", "not answered"], ["yes", "met"], ["no", "not met"]]);
      box.value = key in answers ? (answers[key] ? "yes" : "no") : "";
      box.setAttribute("aria-label", `Answer: ${leaf.text.slice(0, 60)}`);
      box.addEventListener("change", () => { if (box.value) answers[key] = box.value === "yes"; else delete answers[key]; show(); });
      line.append(" ", box);
    }
    return line;
  }
  function show() {
    const told = patient(), open = form.elements.open.value;
    out.replaceChildren(...model.policies.map((policy) => {
      const found = judge(policy, told, open, true), sure = open === "free" || judge(policy, told, "free", true).ruling === found.ruling;
      const count = new Set(found.unknown.map((leaf) => leaf.text)).size, [sign, said, tone] = SIGNS[found.ruling];
      const word = found.ruling === "not_evaluated" && !found.silent ? `${said} (${count} ${count === 1 ? "criterion" : "criteria"})` : sure ? said : `${said}, on this assumption`;
      const mark = make("span", {"aria-hidden": "true"}, sign), because = make("td", {"data-l": "Decided by"});
      const leaves = [...new Map((found.ruling === "refuse" ? found.because : found.unknown).map((leaf) => [leaf.text, leaf])).values()];
      if (found.silent) because.append(make("span", {class: "ns"}, found.aside ? "only criteria not evaluated automatically, set aside here" : "does not address this phase"));
      else if (found.ruling === "approve") because.append(found.by.map((set) => set.title || "all criteria").join("; "));
      else {
        because.append(make("ul", {}, ...leaves.slice(0, MOST).map((leaf) => passage(leaf, found.ruling !== "refuse"))));
        if (leaves.length > MOST) because.append(make("details", {}, make("summary", {}, `${leaves.length - MOST} more`), make("ul", {}, ...leaves.slice(MOST).map((leaf) => passage(leaf, found.ruling !== "refuse")))));
      }
      if (found.aside && !found.silent) because.append(make("small", {class: "quiet"}, "clauses for unlisted indications are set aside here"));
      return make("tr", {}, make("th", {scope: "row"}, policy.name), make("td", {"data-l": "Result"}, make("b", tone ? {class: tone} : {}, mark, ` ${word}`)), because);
    }));
  }
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.elements.start.addEventListener("change", (event) => {
    const from = model.patients[Number(event.target.value)];
    if (event.target.value === "" || !from) return;
    Object.keys(answers).forEach((key) => delete answers[key]);
    ruledOut = from.patient.ruled_out || [];
    form.elements.phase.value = from.patient.phase;
    model.fields.forEach((field, at) => {
      if (readers[at].roles) readers[at].show(readers[at].roles.map((own) => from.patient[own]));
      else readers[at].show(field.path.length === 1 ? from.patient[field.path[0]] : (from.patient[field.path[0]] || {})[field.path[1]]);
    });
    show();
  });
  panel.hidden = false;
  if (model.patients.length) { form.elements.start.value = "0"; form.elements.start.dispatchEvent(new Event("change")); }
  show();
})();
