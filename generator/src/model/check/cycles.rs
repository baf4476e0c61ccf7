//! Cycles of required relations: the first row could never be made.

use super::Check;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{FieldId, FieldKind, ResourceId};

/// Refuses each cycle once, naming every relation of it.
pub(super) fn required(check: &mut Check<'_>) {
    let edges: Vec<Vec<(FieldId, ResourceId)>> =
        (0..check.declared.len()).map(|at| edges(check, ResourceId(at))).collect();
    let mut state = vec![State::New; edges.len()];
    let mut cycles = Vec::new();
    for start in 0..edges.len() {
        walk(start, &edges, &mut state, &mut cycles);
    }
    for cycle in cycles {
        let (from, field) = cycle[0];
        if check.is_reported(check.origin(from, field).span) {
            continue;
        }
        let name = |id: &ResourceId| check.resource(*id).name.snake();
        let mut way: Vec<_> = cycle.iter().map(|(from, _)| name(from)).collect();
        way.push(way[0]);
        let message = format!("a row would need another one first: {}", way.join(" → "));
        let mut fault = Diagnostic::error(Code::RequiredCycle, message);
        for (at, (from, field)) in cycle.iter().enumerate() {
            let span = check.origin(*from, *field).span;
            fault = if at == 0 {
                fault.at(span, "required")
            } else {
                fault.also(span, "required, too")
            };
        }
        check.report(fault.help("make one of them optional with `?`"));
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

fn edges(check: &Check<'_>, from: ResourceId) -> Vec<(FieldId, ResourceId)> {
    let fields = check.resource(from).fields.iter().enumerate();
    fields
        .filter(|(at, field)| !field.optional && !check.origin(from, FieldId(*at)).faulty)
        .filter_map(|(at, field)| match field.kind {
            FieldKind::BelongsTo { target } => Some((FieldId(at), target)),
            _ => None,
        })
        .collect()
}

type Cycle = Vec<(ResourceId, FieldId)>;

/// A depth-first walk without recursion: models may be chains of thousands.
fn walk(
    start: usize,
    edges: &[Vec<(FieldId, ResourceId)>],
    state: &mut [State],
    cycles: &mut Vec<Cycle>,
) {
    if state[start] != State::New {
        return;
    }
    state[start] = State::Open;
    let mut path: Vec<(usize, usize)> = vec![(start, 0)];
    while let Some((node, next)) = path.last_mut() {
        let Some((_, target)) = edges[*node].get(*next) else {
            state[*node] = State::Done;
            path.pop();
            continue;
        };
        *next += 1;
        match state[target.0] {
            State::New => {
                state[target.0] = State::Open;
                path.push((target.0, 0));
            }
            State::Open => {
                let first = path.iter().position(|(node, _)| *node == target.0).unwrap_or_default();
                let taken = path[first..]
                    .iter()
                    .map(|(node, next)| (ResourceId(*node), edges[*node][next - 1].0));
                cycles.push(taken.collect());
            }
            State::Done => {}
        }
    }
}
