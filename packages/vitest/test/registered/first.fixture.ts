import { testKeptGlobals } from "./kept-globals.ts";

testKeptGlobals();
