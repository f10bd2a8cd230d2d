// What a grid shows: rows, columns and a byte a cell, as Views/Grid/GridEncoder.cs and Grains.Interfaces/Catalog/TaskCell.cs write them.
export const kinds = { task: 0, group: 1, heading: 2, gone: 3 };
export const cellOf = { state: cell => cell & 15, retried: cell => (cell & 0x10) !== 0, mapped: cell => (cell & 0x20) !== 0, absent: cell => (cell & 0x80) !== 0 };

/** Groups are folded at first when there are more rows than this. */
const mostUnfolded = 200;

async function inflate(bytes) {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
}

export class GridData {
    /** @param severities of each state: higher is worse */
    constructor(severities) {
        this.severities = severities;
        this.rows = [];
        this.columns = [];
        this.shown = [];
        this.filter = null;
        this.folded = null;
        this.tasks = 0;
    }

    /** Rows: parents, ends and the places of tasks follow from kinds and depths. What was folded stays so, by its path. */
    async setRows(bytes) {
        const rows = JSON.parse(new TextDecoder().decode(await inflate(bytes))).map(([kind, depth, label]) => ({ kind, depth, label }));
        const around = [];
        this.tasks = 0;
        rows.forEach((row, at) => {
            while (around.length > 0 && around[around.length - 1].depth >= row.depth) {
                around.pop().end = at;
            }

            row.parent = around[around.length - 1] ?? null;
            row.path = row.parent ? `${row.parent.path} › ${row.label}` : row.label;
            row.at = at;
            row.first = this.tasks;
            if (row.kind === kinds.task || row.kind === kinds.gone) {
                row.task = this.tasks++;
                row.end = at + 1;
            } else {
                around.push(row);
            }
        });
        around.forEach(row => { row.end = rows.length; });
        this.rows = rows;
        this.folded ??= new Set(rows.length > mostUnfolded ? rows.filter(row => row.kind === kinds.group).map(row => row.path) : []);
        this.filter = null;
        this.columns = [];
        this.show();
    }

    /** All columns anew. */
    async setColumns(heads, bytes) {
        const cells = await inflate(bytes);
        this.columns = heads.map((head, at) => ({
            head,
            sequence: head.sequence,
            cells: cells.slice(at * this.tasks, (at + 1) * this.tasks),
            counts: new Map(head.counts.map(([task, ...counts]) => [task, counts])),
            groups: new Map(),
        }));
    }

    /** The same columns under other heads. */
    setHeads(heads) {
        for (const head of heads) {
            const column = this.columns.find(candidate => candidate.head.id === head.id);
            if (column) {
                column.head = head;
            }
        }
    }

    /** Takes the changed cells of one column in: false when a change before it is missing. */
    apply(id, sequence, delta, counts) {
        const column = this.columns.find(candidate => candidate.head.id === id);
        if (!column || sequence <= column.sequence) {
            return true;
        }

        if (sequence > column.sequence + 1) {
            return false;
        }

        let at = 0;
        for (let next = 0; next < delta.length;) {
            let gap = 0;
            let shift = 0;
            let byte;
            do {
                byte = delta[next++];
                gap |= (byte & 0x7f) << shift;
                shift += 7;
            } while (byte & 0x80);
            at += gap;
            column.cells[at++] = delta[next++];
        }

        counts.forEach(([task, ...states]) => column.counts.set(task, states));
        column.sequence = sequence;
        column.groups.clear();
        return true;
    }

    setFilter(bytes) {
        this.filter = bytes && bytes.length === this.rows.length ? bytes : null;
        this.show();
    }

    isFolded(row) {
        return row.kind === kinds.group && this.filter === null && this.folded.has(row.path);
    }

    fold(row, folds = !this.folded.has(row.path)) {
        this.folded[folds ? 'add' : 'delete'](row.path);
        this.show();
    }

    foldAll(folds) {
        this.folded = new Set(folds ? this.rows.filter(row => row.kind === kinds.group).map(row => row.path) : []);
        this.show();
    }

    /** The rows that are neither filtered out nor in a folded group. A filter opens every group: what it finds is seen. */
    show() {
        const shown = [];
        for (let at = 0; at < this.rows.length;) {
            const row = this.rows[at];
            const passes = this.filter === null || this.filter[at] === 1;
            if (passes) {
                shown.push(row);
            }

            at = passes && !this.isFolded(row) ? at + 1 : row.end;
        }

        this.shown = shown;
    }

    /** The row itself where it is shown, else the innermost shown row around it; its index among those shown. */
    indexOf(row) {
        for (let next = row; next; next = next.parent) {
            const index = this.shown.indexOf(next);
            if (index >= 0) {
                return index;
            }
        }

        return -1;
    }

    /** How many tasks of a group are in each state in a run; what is absent is not counted. */
    countsOf(column, row) {
        let counts = column.groups.get(row.at);
        if (!counts) {
            counts = new Uint32Array(this.severities.length);
            for (let at = row.at + 1; at < row.end; at++) {
                const task = this.rows[at].task;
                if (task !== undefined && !cellOf.absent(column.cells[task])) {
                    counts[cellOf.state(column.cells[task])]++;
                }
            }

            column.groups.set(row.at, counts);
        }

        return counts;
    }

    /** The states in some counts, worst first. */
    statesIn(counts) {
        return this.severities.map((_, state) => state).filter(state => counts[state] > 0).sort((one, other) => this.severities[other] - this.severities[one]);
    }
}
