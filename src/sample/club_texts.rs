//! The people and things of the rowing club's book.

/// Members and what they pay a month, in cents.
pub(super) const MEMBERS: [(&str, i64); 42] = [
    ("A. Okafor", 4500),
    ("Maren Vogt", 4500),
    ("Tomás Ibáñez", 4500),
    ("Ł. Wójcik", 4500),
    ("Ingrid Sørensen", 4500),
    ("Jean-Luc Moreau", 4500),
    ("Priya Raman", 4500),
    ("أحمد المنصور", 4500),
    ("מיכל לוי", 4500),
    ("Zoë Brandt", 2500),
    ("Kenji Watanabe", 4500),
    ("Siobhán O’Neill", 4500),
    ("Mateo Rossi", 2500),
    ("Family Hoekstra", 9000),
    ("Nadia Petrova", 4500),
    ("Olu Adeyemi", 2500),
    ("H. Lindqvist", 4500),
    ("Chiara Bianchi", 4500),
    ("Ben Sato", 2500),
    ("Family Novák", 9000),
    ("Elif Yıldız", 4500),
    ("George Papadakis", 4500),
    ("Ana Souza", 4500),
    ("W. de Vries", 4500),
    ("Leila Haddad", 2500),
    ("Pat Kowalski", 4500),
    ("Dr. E. Fischer", 4500),
    ("Rosa Jiménez", 2500),
    ("Sam Whitfield", 4500),
    ("Yuki Tanaka", 2500),
    ("Carl Nyström", 4500),
    ("Family Keller", 9000),
    ("Fatima Zahra", 4500),
    ("Oskar Lange", 2500),
    ("Grace Mbeki", 4500),
    ("Viktor Hansen", 4500),
    ("Lucía Vega", 2500),
    ("Noor Rahman", 4500),
    ("Hugo Laurent", 4500),
    ("Mina Park", 4500),
    ("Aoife Byrne", 2500),
    ("T. Jansson", 4500),
];

pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(super) const FEES: &str = "Income · Fees";
pub(super) const BAR: &str = "Income · Bar";
pub(super) const ENERGY: &str = "House · Energy";
pub(super) const HOUSE: &str = "House · Rent";
pub(super) const UNSORTED: &str = "Unsorted";

/// What the card is used for: category, counterparty, note, cents from and to.
pub(super) const CARD: [(&str, &str, &str, i64, i64); 9] = [
    ("Boats · Repairs", "Hull & Oar Workshop", "Rigger for the double", 2_800, 24_000),
    ("Boats · Repairs", "Hull & Oar Workshop", "Seat wheels and slides", 1_900, 8_900),
    ("Boats · Fuel", "Quayside Fuel", "Diesel for the coaching launch", 3_200, 7_400),
    (UNSORTED, "Marktplaats BV", "", 900, 6_500),
    ("Events · Food", "Bakkerij Smit", "Cake for the juniors 🍰", 1_400, 4_800),
    ("Office", "Kopie & Co", "Posters and entry forms", 600, 3_900),
    ("House · Upkeep", "Gereedschap Groot", "Paint, brushes, hinges", 1_200, 9_800),
    (UNSORTED, "PAYPAL *8841", "", 700, 5_200),
    ("Safety", "Rescue Supplies", "Life jackets\nsizes S, S, M", 4_900, 16_500),
];

/// What the cash box pays for.
pub(super) const CASH: [(&str, &str, &str, i64, i64); 6] = [
    ("Bar · Purchases", "Getränke Nord", "Crates for the weekend", 2_400, 8_600),
    ("Bar · Purchases", "Corner shop", "Crisps and ice", 400, 1_900),
    ("Events · Food", "Market stall", "Apples for the regatta 🍎", 500, 1_800),
    ("House · Upkeep", "", "Light bulbs", 350, 1_200),
    ("Office", "Post office", "Stamps", 480, 1_600),
    (UNSORTED, "", "", 300, 1_500),
];

/// What regattas cost in season.
pub(super) const REGATTAS: [(&str, &str, i64, i64); 5] = [
    ("Bosbaan spring regatta", "KNRB", 12_000, 34_000),
    ("Heineken Roeivierkamp", "ARV", 14_000, 28_000),
    ("Holland Beker entry fees", "Stichting Holland Beker", 9_000, 31_000),
    ("Trailer to Duisburg and back", "Van der Meer Transport", 18_000, 42_000),
    ("Beds for the crew, two nights", "Jugendherberge Wedau", 16_000, 39_000),
];

/// What a stay in the United States costs, in cents.
pub(super) const AMERICA: [(&str, &str, i64, i64); 6] = [
    ("Head of the Charles entry", "HOCR", 30_000, 36_000),
    ("Boat hire, four days", "Community Rowing", 48_000, 72_000),
    ("Van hire", "Logan Rentals", 21_000, 39_000),
    ("Groceries", "Star Market", 4_200, 13_000),
    ("Team dinner", "Charlie’s Kitchen", 9_800, 21_000),
    ("Hotel, Cambridge", "Harvard Sq. Inn", 61_000, 98_000),
];

/// What a stay in Japan costs, in yen.
pub(super) const JAPAN: [(&str, &str, i64, i64); 6] = [
    ("戸田 regatta entry", "日本ローイング協会", 24_000, 36_000),
    ("Boat hire at Toda", "戸田公園", 18_000, 52_000),
    ("Trains", "JR東日本", 2_400, 19_000),
    ("Ryokan, three nights", "旅館 さくら", 48_000, 88_000),
    ("Lunch for the crew 🍜", "麺屋", 4_800, 12_600),
    ("Coach’s taxi", "", 1_800, 6_200),
];

/// What a training camp in Bahrain costs, in thousandths of a dinar.
pub(super) const BAHRAIN: [(&str, &str, i64, i64); 4] = [
    ("Lane hire", "نادي التجديف", 24_500, 61_250),
    ("Hotel, half board", "فندق المنامة", 88_000, 164_750),
    ("Water and fruit", "", 2_125, 9_875),
    ("Minibus", "Gulf Coaches", 18_500, 37_250),
];
