// The grid for those who do not see the canvas, and for the keyboard: elements for the rows and columns around the focus only.
import { cellOf, kinds } from './grid-data.js';

const most = 24;
const margin = 4;

/** What a cell says, in full. */
export function nameOf(data, states, row, column) {
    const head = column >= 0 ? data.columns[column].head : null;
    const run = head && `run ${head.name}`;
    if (!row) {
        return head ? `${run}, ${states[head.state].wording}${head.duration ? `, ${head.duration}` : ''}${head.isChanged ? `, first on version ${head.version}` : ''}` : 'Tasks';
    }

    if (!head) {
        return row.kind === kinds.group ? `${row.label}, group` : row.kind === kinds.gone ? `${row.label}, not in the current version` : row.label;
    }

    return `${row.label}, ${run}, ${wordsOf(data, states, row, column)}`;
}

/** The state of a cell in words, with what is known besides. */
export function wordsOf(data, states, row, column) {
    const { cells, counts } = data.columns[column];
    const inWords = some => data.statesIn(some).map(state => `${some[state]} ${states[state].wording.toLowerCase()}`).join(', ') || 'no tasks';
    if (row.task === undefined) {
        return row.kind === kinds.group ? inWords(data.countsOf(data.columns[column], row)) : '';
    }

    const cell = cells[row.task];
    if (cellOf.absent(cell)) {
        return 'not in this run';
    }

    const mapped = counts.get(row.task);
    return `${states[cellOf.state(cell)].wording}${mapped ? ` (${inWords(mapped)})` : ''}${cellOf.retried(cell) ? ', more than one try' : ''}`;
}

export class AriaLayer {
    constructor(element, states) {
        this.element = element;
        this.states = states;
        this.rows = [0, 0];
        this.columns = [0, 0];
    }

    /** Makes elements around a place, unless those that are there do. -1 is the column of names, and the row of heads. */
    around(data, focus, isNew) {
        const [rows, columns] = [this.window(this.rows, focus.row, data.shown.length), this.window(this.columns, focus.column, data.columns.length)];
        if (isNew || rows[0] !== this.rows[0] || rows[1] !== this.rows[1] || columns[0] !== this.columns[0] || columns[1] !== this.columns[1]) {
            [this.rows, this.columns] = [rows, columns];
            this.build(data);
        }
    }

    // A window stays as long as the focus keeps away from its edges.
    window([first, last], at, count) {
        const isInside = last <= count && last - first === Math.min(most, count) && (at < 0 ? first === 0
            : (first === 0 || at >= first + margin) && (last === count || at < last - margin));
        if (isInside) {
            return [first, last];
        }

        const start = Math.max(0, Math.min(Math.max(at, 0) - most / 2, count - most));
        return [start, Math.min(count, start + most)];
    }

    build(data) {
        const make = (role, at, column) => {
            const cell = document.createElement('span');
            cell.setAttribute('role', role);
            cell.setAttribute('aria-colindex', column + 2);
            cell.tabIndex = -1;
            cell.dataset.row = at;
            cell.dataset.column = column;
            return cell;
        };
        const line = (at, row) => {
            const element = document.createElement('div');
            element.setAttribute('role', 'row');
            element.setAttribute('aria-rowindex', at + 2);
            element.append(make(row ? 'rowheader' : 'columnheader', at, -1));
            for (let column = this.columns[0]; column < this.columns[1]; column++) {
                element.append(make(row ? 'gridcell' : 'columnheader', at, column));
            }

            return element;
        };
        this.element.replaceChildren(line(-1, null), ...data.shown.slice(...this.rows).map((row, at) => line(this.rows[0] + at, row)));
        this.element.setAttribute('aria-rowcount', data.shown.length + 1);
        this.element.setAttribute('aria-colcount', data.columns.length + 1);
    }

    /** Says of every element what it stands for now, and lets the focus have the only place in the order of tabs. */
    tell(data, focus, selected) {
        for (const cell of this.element.querySelectorAll('[data-row]')) {
            const [at, column] = [Number(cell.dataset.row), Number(cell.dataset.column)];
            const row = at < 0 ? null : data.shown[at];
            const name = nameOf(data, this.states, row, column);
            if (cell.textContent !== name) {
                cell.textContent = name;
            }

            if (row?.kind === kinds.group && column < 0) {
                cell.setAttribute('aria-expanded', !data.isFolded(row));
            }

            cell.setAttribute('aria-selected', column >= 0 && column === selected.column && (selected.row < 0 || at === selected.row));
            cell.tabIndex = at === focus.row && column === focus.column ? 0 : -1;
        }
    }

    cellAt({ row, column }) {
        return this.element.querySelector(`[data-row="${row}"][data-column="${column}"]`);
    }
}
