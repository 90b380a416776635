const { getRunningLoop, sleep, TimeoutError } = require("@heddle/loop-core");

const said = [];

exports.say = (word) => {
  if (getRunningLoop().isRunning()) said.push(word);
};

exports.heard = async () => await sleep(1, said);

exports.tooLate = async () => {
  throw new TimeoutError(5);
};

exports.add = (a, b) => a + b;
