"""What src/live/cpython.ts calls: text in, JSON out."""
import json

import generator
import grammar
import interpreter


def _json(value):
    return json.dumps(value, ensure_ascii=False, separators=(',', ':'))


def programs(seed, first, count):
    """Random programs number `first` and on of a seed, as lines of JSON like those of the golden files."""
    lines = []
    for number in range(first, first + count):
        program, profile = generator.generate(f'{seed}:{number}')
        grammar.validate(program)
        line = {'id': f'{seed}:{number}', 'title': profile, 'uses': [profile], 'prog': program}
        lines.append(_json({**line, **interpreter.run_program(program)}))
    return '\n'.join(lines)


def record(program):
    """One program."""
    program = json.loads(program)
    grammar.validate(program)
    return _json(interpreter.run_program(program))


def orders(program):
    """How many different recordings other hashes of tasks and futures give: more than one means that CPython itself
    leaves the outcome to the order of some set."""
    program = json.loads(program)
    return len({_json(interpreter.run_program(program, hashes)) for hashes in interpreter.CLASSES})
