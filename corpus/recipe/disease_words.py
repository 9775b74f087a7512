"""Words on which the names of diseases are chosen, read by eye: what is no name, what narrows, what is wider, and short names."""

from __future__ import annotations

import re

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
