// Does with Firebase's own web client what its input says, as the users that it says, and prints what became of each.
// In (stdin, JSON): {host, port, project, rules, users: {name: claims | null}, checks: [{user, op, path, data?}]}
// Out (stdout, JSON): one text for each check, in order: "done", "nothing" where there was nothing to read, else the error's code.
'use strict';
const { initializeTestEnvironment } = require('@firebase/rules-unit-testing');
const f = require('firebase/firestore');

const ops = {
  get: async (db, c) => (await f.getDocFromServer(f.doc(db, c.path))).exists(),
  list: async (db, c) => !(await f.getDocsFromServer(f.collection(db, c.path))).empty,
  query: async (db, c) => !(await f.getDocsFromServer(f.query(f.collection(db, c.path), f.where('x', '==', 1), f.limit(5)))).empty,
  count: async (db, c) => (await f.getCountFromServer(f.collection(db, c.path))).data().count > 0,
  group: async (db, c) => !(await f.getDocsFromServer(f.query(f.collectionGroup(db, c.path), f.where('x', '==', 1)))).empty,
  create: async (db, c) => { await f.setDoc(f.doc(db, c.path), c.data); return true; },
  merge: async (db, c) => { await f.setDoc(f.doc(db, c.path), c.data, { merge: true }); return true; },
  update: async (db, c) => { await f.updateDoc(f.doc(db, c.path), withoutNulls(c.data)); return true; },
  delete: async (db, c) => { await f.deleteDoc(f.doc(db, c.path)); return true; },
};

// A null of the input stands for a field that is to go.
const withoutNulls = data => Object.fromEntries(Object.entries(data).map(([k, v]) => [k, v === null ? f.deleteField() : v]));

async function tell(db, check) {
  try {
    return await ops[check.op](db, check) ? 'done' : 'nothing';
  } catch (e) {
    return e.code ?? String(e);
  }
}

async function main() {
  let text = '';
  for await (const chunk of process.stdin) text += chunk;
  const { host, port, project, rules, users, checks } = JSON.parse(text);
  f.setLogLevel('silent'); // refusals are what is asked for
  const environment = await initializeTestEnvironment({ projectId: project, firestore: { host, port, rules } });
  const told = checks.map(() => '');
  await Promise.all(Object.entries(users).map(async ([name, claims]) => {
    const context = claims ? environment.authenticatedContext(name, claims) : environment.unauthenticatedContext();
    const db = context.firestore();
    for (let i = 0; i < checks.length; i++) if (checks[i].user === name) told[i] = await tell(db, checks[i]);
  }));
  await environment.cleanup();
  process.stdout.write(JSON.stringify(told), () => process.exit(0)); // not before all of it is out
}

main().catch(e => { console.error(e); process.exit(1); });
