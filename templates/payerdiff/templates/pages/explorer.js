"use strict";
/* The plain evaluator once more: three answers (true, false, null: not known), the same trees, no solver, nothing clever. What is not known depends on the request, or was not evaluated. */
const MET = {"<": (x, v) => x < v, "<=": (x, v) => x <= v, ">": (x, v) => x > v, ">=": (x, v) => x >= v, "=": (x, v) => x === v, "!=": (x, v) => x !== v};
const allOf = (xs) => xs.includes(false) ? false : xs.includes(null) ? null : true;
const anyOf = (xs) => xs.includes(true) ? true : xs.includes(null) ? null : false;
const noneOf = (xs) => { const held = anyOf(xs); return held === null ? null : !held; };
const plain = (text) => text.toLowerCase().split(/\s+/).join(" ").replace(/^[ .;:,]+|[ .;:,]+$/g, "");

function held(patient, path) {
  const value = path.length === 1 ? patient[path[0]] : (patient[path[0]] || {})[path[1]];
  return value === undefined ? null : value;
}

function number(atom, known) {
  if (typeof known !== "number" || typeof atom.v !== "number") return null;
  if (atom.whole && (atom.op === "<=" || atom.op === ">")) return (known < atom.v + atom.whole) === (atom.op === "<=");
  return MET[atom.op] ? MET[atom.op](known, atom.v) : null;
}

function tried(atom, therapies) {
  if (therapies === null) return null;
  const own = therapies.filter((t) => t.outcome.split(" or ").every((o) => atom.outcomes.includes(o)));
  const given = new Set(own.map((t) => t.drug));
  const met = atom.each.map((names) => names.some((name) => given.has(name)));
  if (!atom.count) return met.includes(true);
  if (!atom.class) return met.filter(Boolean).length >= atom.count;
  const members = atom.each[0].filter((name) => given.has(name) && !atom.class.includes(name)).length;
  const told = own.filter((t) => atom.class.includes(t.drug)).map((t) => t.count || 1);
  return Math.max(members, 0, ...told) >= atom.count;
}

function among(atom, known) {
  if (known === null) return null;
  return (Array.isArray(known) ? known : [known]).some((value) => atom.v.includes(value));
}

function named(atom, patient) {
  if (atom.by) return anyOf(atom.by.map((field) => among(atom, held(patient, [field]))));
  const known = held(patient, atom.at);
  if (atom.is === "therapy") return tried(atom, known);
  const met = among(atom, atom.is === "state" && typeof known !== "string" ? null : known);
  return met === false && leavesOpen(atom, patient, known) ? null : met;
}

/* Whether a value only says more of a disease (`more`: each such value with what excludes it), and nothing that is told of the patient speaks of it; that it is not so says nothing of a value that each payer measures in its own way (`judged`). */
function leavesOpen(atom, patient, known) {
  const ruledOut = (patient.ruled_out || []).filter((value) => !(atom.judged || []).includes(value));
  return Object.entries(atom.more || {}).some(([value, others]) => !ruledOut.includes(value) && !known.some((other) => others.includes(other)));
}

function condition(atom, patient) {
  if (atom.is === "number") return number(atom, held(patient, atom.at));
  const met = named(atom, patient);
  return met === null ? null : met !== Boolean(atom.not);
}

/* Whether a length of treatment decides: of what was not tolerated, or must not be had, none is asked (`early`). */
function isTimed(atom, patient) {
  return Boolean(atom.lasting) && !(atom.early && tried({...atom, outcomes: atom.early}, held(patient, atom.at)));
}

/* What carries no typed meaning (`words`): not known, or taken in the request's favor or against it; below a refusal, favor is that it does not hold. */
function atomHolds(atom, patient, words) {
  const known = condition(atom, patient);
  const met = isTimed(atom, patient) && words !== true && known !== false ? words : known;
  const said = met === null || !atom.neg ? met : !met;
  return said !== null && said === atom.denies && inDoubt(atom, patient) ? null : said;
}

/* Whether something that the patient has may be of a class that the condition names, although nothing says that it is. */
function inDoubt(atom, patient) {
  const own = held(patient, atom.at) || [];
  const names = atom.is === "therapy" ? own.filter((t) => t.outcome.split(" or ").every((o) => atom.outcomes.includes(o))).map((t) => t.drug) : own;
  return names.some((name) => atom.doubt.includes(name));
}

const turns = (node, at) => node.op === "none" || (node.op === "if" && at === 0);

/* Items under an operator. */
function together(node, answers) {
  if (node.op === "any") return anyOf(answers);
  if (node.op === "none") return noneOf(answers);
  if (node.op === "if") return anyOf([noneOf(answers.slice(0, 1)), allOf(answers.slice(1))]);
  if (node.op === "at_least") {
    const sure = answers.filter((x) => x === true).length, possible = answers.filter((x) => x !== false).length;
    return sure >= node.k ? true : possible >= node.k ? null : false;
  }
  return allOf(answers);
}

/* A part of what a leaf means: a condition by its number, null for words that are not typed, or several under an operator. */
function partHolds(part, leaf, patient, words) {
  if (part === null) return words;
  if (typeof part === "number") {
    const atom = leaf.atoms[part];
    return isTimed(atom, patient) && words === false ? false : atomHolds(atom, patient, words);
  }
  const turned = words === null ? null : !words;
  return together(part, part.of.map((inner, at) => partHolds(inner, leaf, patient, turns(part, at) ? turned : words)));
}

function leafHolds(leaf, patient, words) {
  const given = (patient.criteria || {})[plain(leaf.text)];
  if (given !== undefined) return given;
  if (leaf.meaning) return partHolds(leaf.meaning, leaf, patient, words);
  if (!leaf.atoms.length) return words;
  const lasting = leaf.atoms.some((atom) => isTimed(atom, patient));
  if (lasting && words === false) return false;
  const typed = allOf(leaf.atoms.map((atom) => atomHolds(atom, patient, words)));
  return typed === false || !leaf.partial ? typed : allOf([typed, words]);
}

function holds(node, patient, words) {
  if (node.op === "never") return false;
  if (node.op === "leaf") return leafHolds(node, patient, words);
  const turned = words === null ? null : !words;
  const answers = (node.kids || []).map((kid, at) => holds(kid, patient, turns(node, at) ? turned : words));
  return together(node, answers);
}

/* The leaves that a group's answer rests on: those that have it too, in branches that have it too. */
function behind(node, answer, patient, words) {
  if (!node.kids) return [node];
  return node.kids.flatMap((kid, at) => {
    const turned = turns(node, at), own = turned && words !== null ? !words : words;
    const wanted = turned && answer !== null ? !answer : answer;
    return holds(kid, patient, own) === wanted ? behind(kid, wanted, patient, own) : [];
  });
}

const hasOpen = (part) => part === null || (typeof part === "object" && part.of.some(hasOpen));

/* An open leaf of whose conditions the request says nothing; of one that is typed in full, of the length of treatment. */
function lacksFacts(leaf, patient) {
  const atoms = leaf.atoms || [], untyped = leaf.partial || (leaf.meaning !== undefined && hasOpen(leaf.meaning));
  return atoms.some((atom) => condition(atom, patient) === null) || (!untyped && atoms.some((atom) => atom.lasting));
}

function fits(population, patient) {
  if (!population) return true;
  const age = patient.age;
  if (typeof age !== "number") return null;
  return {adult: age >= 216, pediatric: age < 216, infant: age < 12}[population];
}

/* Of what refuses, that which says why: no set of a use where another use is open, and none about another disease than the patient's where there are others. */
function telling(rulings, patient) {
  const elsewhere = (leaf) => (leaf.atoms || []).some((atom) => atom.at[0] === "diagnosis" && !atom.neg && condition(atom, patient) === false);
  const general = rulings.filter((r) => r.said === false && r.phase !== patient.phase), uses = rulings.filter((r) => r.phase === patient.phase);
  if (uses.some((r) => r.answer !== false)) return general;
  const own = uses.filter((r) => !r.decisive.some(elsewhere));
  return [...general, ...(own.length ? own : uses)];
}

/* `apart` leaves out clauses on unlisted indications in words of their own, whatever is assumed of words. */
function judge(policy, patient, open, apart = false) {
  const asked = policy.sets.filter((s) => ["universal", "exclusion", patient.phase].includes(s.phase) && !(s.aside && (apart || open !== "free")) && !(s.told && held(patient, s.told) === null));
  const rulings = asked.map((s) => {
    const against = s.phase === "exclusion", words = open === "free" ? null : (open === "met") !== against;
    const answer = allOf([fits(s.population, patient), holds(s.root, patient, words)]);
    const said = answer === null ? null : answer !== against;
    const decisive = said === true ? [] : behind(s.root, answer, patient, words);
    return {phase: s.phase, title: s.title, answer, said, decisive};
  });
  const of = (phase) => rulings.filter((r) => r.phase === phase).map((r) => r.answer);
  const uses = of(patient.phase);
  const ruling = uses.length ? allOf([allOf(of("universal")), anyOf(uses), noneOf(of("exclusion"))]) : null;
  const failing = ruling === false ? rulings.filter((r) => r.said === false).flatMap((r) => r.decisive) : [];
  const because = ruling === false ? telling(rulings, patient).flatMap((r) => r.decisive) : [];
  const unknown = ruling === null ? rulings.filter((r) => r.said === null).flatMap((r) => r.decisive) : [];
  const by = ruling === true ? rulings.filter((r) => r.said === true && r.phase === patient.phase) : [];
  const open_ = unknown.some((leaf) => lacksFacts(leaf, patient)) ? "depends" : "not_evaluated";
  return {ruling: ruling === true ? "approve" : ruling === false ? "refuse" : open_, failing, because, unknown, by, silent: !uses.length, aside: (apart || open !== "free") && policy.sets.some((s) => s.aside && s.phase === patient.phase)};
}
if (typeof module !== "undefined") module.exports = {judge};
