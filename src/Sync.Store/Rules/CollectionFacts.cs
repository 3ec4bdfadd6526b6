using Sync.Store.Indexes;

namespace Sync.Store.Rules;

/// <summary>What the rules need to know of a collection.</summary>
/// <param name="Group">The last part of its path: what indexes are declared for.</param>
/// <param name="NameBytes">Its part of a document's name, as Firestore counts it.</param>
/// <param name="Unindexed">The fields without an index, whose values may be long.</param>
internal sealed record CollectionFacts(string Group, int NameBytes, UnindexedFields Unindexed);
