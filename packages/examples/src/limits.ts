/** What can't be done yet, in short. */
export const limits: string = `\
Known limits:
- Nothing is declared of what these packages share, so that orders which differ only in independent events are run separately.
- Real I/O can't be put in order: wrap it in sim.io or sim.service.
- Timers that were taken before the exploration began (const later = setTimeout) are real, unless register was loaded first.`;
