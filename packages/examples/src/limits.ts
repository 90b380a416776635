/** What can't be done yet, in short. */
export const limits: string = `\
Known limits:
- The search is plain, without partial-order reduction: orders that differ only in independent events are run separately.
- Real I/O can't be put in order: wrap it in sim.io or sim.service.
- Timers imported from node:timers or node:timers/promises, or taken before the exploration began, are not virtual yet.`;
