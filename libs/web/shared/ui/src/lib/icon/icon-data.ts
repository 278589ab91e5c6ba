/** Path data of one icon, drawn on 24 by 24. */
export type IconData = string & {};
