// The sources of the packages as they are, as ES modules: Node takes their types out.
export default {
  cache: false,
  extensionsToTreatAsEsm: [".ts"],
  testMatch: ["<rootDir>/jest.fixture.ts"],
  testEnvironmentOptions: { customExportConditions: ["@heddle/source", "node"] },
  transform: { "\\.ts$": "<rootDir>/jest.strip-types.mjs" },
  transformIgnorePatterns: [],
};
