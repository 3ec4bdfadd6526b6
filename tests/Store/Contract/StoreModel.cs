using System.Text.Json.Nodes;

namespace Sync.Store.Tests.Contract;

/// <summary>What a store should do, in the simplest words: a dictionary.</summary>
public sealed class StoreModel
{
    private SortedDictionary<string, (JsonObject Body, int Version)> documents = new(StringComparer.Ordinal);
    private int commits;

    /// <summary>All documents as canonical JSON, by id.</summary>
    public IEnumerable<string> Content => documents.Select(d => $"{d.Key}={Canonical(d.Value.Body)}");

    /// <summary>Which write last changed a document; 0 where there is none.</summary>
    public int VersionOf(string id) => documents.TryGetValue(id, out var found) ? found.Version : 0;

    /// <summary>Carries out a commit, or says why not.</summary>
    public StoreFailure? Commit(IReadOnlyList<DocumentWrite> writes, IReadOnlyList<int> versions)
    {
        var before = new SortedDictionary<string, (JsonObject, int)>(documents, StringComparer.Ordinal);
        commits++;
        for (var i = 0; i < writes.Count; i++)
        {
            if (writes[i].Version is not null && versions[i] != VersionOf(writes[i].Path.Id)) return Undo(before, StoreFailure.VersionChanged);
            if (writes[i].Kind == WriteKind.Create && documents.ContainsKey(writes[i].Path.Id)) return Undo(before, StoreFailure.AlreadyExists);
            Apply(writes[i]);
        }

        return null;
    }

    private StoreFailure Undo(SortedDictionary<string, (JsonObject, int)> before, StoreFailure failure)
    {
        documents = before;
        return failure;
    }

    private void Apply(DocumentWrite write)
    {
        var id = write.Path.Id;
        var stood = documents.TryGetValue(id, out var found) ? found.Body : null;
        switch (write.Kind)
        {
            case WriteKind.Delete:
                documents.Remove(id);
                return;
            case WriteKind.Verify:
                return;
        }

        var body = write.Kind == WriteKind.Merge && stood is not null ? (JsonObject)stood.DeepClone() : [];
        foreach (var (name, value) in JsonNode.Parse(write.Body.Json.Span)!.AsObject()) body[name] = value?.DeepClone();
        foreach (var name in write.Remove) body.Remove(name);
        if (stood is null || Canonical(stood) != Canonical(body)) documents[id] = (body, commits);
    }

    private static string Canonical(JsonObject body) => new DocumentBody(System.Text.Encoding.UTF8.GetBytes(body.ToJsonString())).Canonical().ToString();
}
