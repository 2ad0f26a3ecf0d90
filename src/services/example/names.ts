/** Common names only, put together by chance: nobody real. */
export const firstNames = {
  en: [
    ...[
      "Olivia",
      "Liam",
      "Emma",
      "Noah",
      "Charlotte",
      "James",
      "Amelia",
      "Oliver",
      "Sophia",
      "Benjamin",
      "Mia",
      "Elijah",
    ],
    ...["Evelyn", "Lucas", "Harper", "Mason", "Abigail", "Ethan", "Emily", "Logan", "Ella", "Jacob", "Grace", "Samuel"],
  ],
  es: [
    ...["Sofía", "Mateo", "Valentina", "Santiago", "Isabella", "Sebastián", "Camila", "Diego", "Lucía", "Nicolás"],
    ...["Martina", "Joaquín", "Elena", "Andrés", "Paula", "Tomás", "Carmen", "Rafael", "Inés", "Julián"],
  ],
} as const

export const lastNames = {
  en: [
    ...["Smith", "Johnson", "Williams", "Brown", "Jones", "Miller", "Davis", "Wilson", "Anderson", "Taylor", "Moore"],
    ...["Jackson", "Martin", "Lee", "Thompson", "White", "Harris", "Clark", "Lewis", "Walker", "Hall", "O'Brien"],
  ],
  es: [
    ...["García", "Rodríguez", "Martínez", "Hernández", "López", "González", "Pérez", "Sánchez", "Ramírez", "Torres"],
    ...["Flores", "Rivera", "Gómez", "Díaz", "Reyes", "Morales", "Ortiz", "Núñez", "Peña", "Muñoz"],
  ],
} as const

/** Branches with their zone and area code; numbers 555-0100 to 555-0199 of every area code are kept for fiction. */
export const branches = [
  { branch: "Riverside", timeZone: "America/New_York", areaCode: "212" },
  { branch: "Old Harbour", timeZone: "America/New_York", areaCode: "305" },
  { branch: "Lakeview", timeZone: "America/Chicago", areaCode: "312" },
  { branch: "Bayou", timeZone: "America/Chicago", areaCode: "713" },
  { branch: "Mile High", timeZone: "America/Denver", areaCode: "303" },
  { branch: "Saguaro", timeZone: "America/Phoenix", areaCode: "602" },
  { branch: "Sunset", timeZone: "America/Los_Angeles", areaCode: "213" },
  { branch: "Redwood", timeZone: "America/Los_Angeles", areaCode: "415" },
  { branch: "Condado", timeZone: "America/Puerto_Rico", areaCode: "787" },
  { branch: "Summit", timeZone: "America/Denver", areaCode: "801" },
  { branch: "Peachtree", timeZone: "America/New_York", areaCode: "404" },
  { branch: "Alamo", timeZone: "America/Chicago", areaCode: "210" },
] as const

export const products = ["checking", "savings", "creditCard", "autoLoan"] as const
export const interests = ["travel", "home", "family", "education", "retirement", "small business"] as const
