import { observe } from "../observe.ts";
import { peer } from "./heddle.ts";

await observe(peer);
process.exit(0); // whatever real timers there are
