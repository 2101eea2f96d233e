/** Points that are no farther apart, in kilometres, are one place: so far a phone that lies still is wrong about where it is. */
export const placeKilometresMax = 0.2
