// Names of the two ways in which the domain is given time. The reading and the arithmetic of time are not here.

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;
/** A calendar day in Amman, `YYYY-MM-DD`. */
export type Day = string;
/** A wall-clock time in Amman, `HH:MM`. */
export type TimeOfDay = string;
