import type { Feature } from "../peer.ts";
import { functions } from "./functions.ts";
import { order } from "./order.ts";
import { safety } from "./safety.ts";

/** The table's parts, in its order. */
export const parts: readonly { readonly title: string; readonly features: readonly Feature[] }[] = [
  { title: "What reads the time, and what waits", features: functions },
  { title: "What happens when", features: order },
  { title: "Whose time it is, and what goes wrong", features: safety },
];

export const features: readonly Feature[] = parts.flatMap((part) => part.features);
