// `npm run comparison` writes docs/comparison.md.
import { writeFileSync } from "node:fs";
import { page } from "./page.ts";

writeFileSync(new URL("../../../../docs/comparison.md", import.meta.url), await page());
