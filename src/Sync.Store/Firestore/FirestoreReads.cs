using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Sync.Store.Firestore;

/// <summary>Queries and look-ups by name.</summary>
internal sealed class FirestoreReads(FirestoreHttp http, FirestoreNames names, int pageSize)
{
    // Real Firestore takes more; its answers then take longer than they save.
    private const int NamesPerRequest = 300;
    private const int ParallelRequests = 4;

    // An answer is held whole, here and in the emulator: how many documents fit into so much shows from those of the page before.
    private const int FirstPage = 300;
    private const int PageBytes = 16 * 1024 * 1024;

    /// <summary>What a query selects, page after page where it goes by name.</summary>
    public async IAsyncEnumerable<FoundDocument> QueryAsync((string Parent, string Id) collection, DocumentQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var byName = query.OrderBy.Count == 0 && query.Filters.All(f => f.Operator == FilterOperator.Equal);
        var left = query.Limit ?? int.MaxValue;
        string? NameOf(string? id) => id is null ? null : $"{collection.Parent}/{collection.Id}/{id}";
        var (after, before) = (NameOf(query.StartAfterId ?? query.StartAfter?.Id), NameOf(query.BeforeId));
        var fitting = Math.Min(FirstPage, pageSize);
        while (true)
        {
            var page = byName ? Math.Min(left, fitting) : query.Limit;
            var body = QueryRequest.Of(query, collection.Id, page, after, before);
            var (found, bytes) = await PageAsync(collection.Parent, body, query.Collection, cancellation);
            if (found.Count > 0) fitting = (int)Math.Clamp(PageBytes * (long)found.Count / bytes, 1, pageSize);
            foreach (var document in found) yield return document;
            left -= found.Count;
            if (!byName || found.Count < page || left == 0) yield break;
            after = found[^1].Name;
        }
    }

    /// <summary>The documents of these names that are there, by name.</summary>
    public async Task<IReadOnlyDictionary<string, FoundDocument>> GetAsync(IReadOnlyCollection<string> documents, CancellationToken cancellation)
    {
        var chunks = documents.Distinct(StringComparer.Ordinal).Chunk(NamesPerRequest).ToList();
        var found = new Dictionary<string, FoundDocument>(documents.Count, StringComparer.Ordinal);
        foreach (var group in chunks.Chunk(ParallelRequests))
        {
            var answers = await Task.WhenAll(group.Select(c => ChunkAsync(c, cancellation)));
            foreach (var document in answers.SelectMany(a => a)) found[document.Name] = document;
        }

        return found;
    }

    // Each name has to be told of: one that is left out is not known to be missing.
    private async Task<List<FoundDocument>> ChunkAsync(string[] documents, CancellationToken cancellation)
    {
        var what = $"a read of {documents.Length} documents";
        var (answer, missing) = (await PostAsync(names.Root, "batchGet", NamesOf(documents), what, cancellation), new List<string>());
        var found = DocumentAnswer.Read(answer.Span, missing);
        var left = documents.Except(found.Select(f => f.Name).Concat(missing), StringComparer.Ordinal).Count();
        return left == 0 ? found : throw FirestoreErrors.CutShort(what, left);
    }

    /// <summary>The ids of the collections below a document.</summary>
    public async Task<List<string>> CollectionIdsAsync(string parent, CancellationToken cancellation)
    {
        var ids = new List<string>();
        string? token = null;
        do
        {
            var page = token;
            var body = RequestWriter.Write(128, json =>
            {
                json.WriteNumber("pageSize"u8, 300);
                if (page is not null) json.WriteString("pageToken"u8, page);
            });
            using var answer = JsonDocument.Parse(await PostAsync(parent, "listCollectionIds", body, "a list of collections", cancellation));
            if (answer.RootElement.TryGetProperty("collectionIds", out var found)) ids.AddRange(found.EnumerateArray().Select(e => e.GetString()!));
            token = answer.RootElement.TryGetProperty("nextPageToken", out var next) ? next.GetString() : null;
        }
        while (!string.IsNullOrEmpty(token));
        return ids;
    }

    // A method of its own, so that the answer's bytes are not held while the caller works through its documents.
    private async Task<(List<FoundDocument> Found, int Bytes)> PageAsync(string parent, ReadOnlyMemory<byte> body, string collection, CancellationToken cancellation)
    {
        var answer = await PostAsync(parent, "runQuery", body, $"a query of '{collection}'", cancellation);
        return (DocumentAnswer.Read(answer.Span), answer.Length);
    }

    private static ReadOnlyMemory<byte> NamesOf(string[] documents) => RequestWriter.Write(documents.Length * 100, json =>
    {
        json.WriteStartArray("documents"u8);
        foreach (var name in documents) json.WriteStringValue(name);
        json.WriteEndArray();
    });

    private async Task<ReadOnlyMemory<byte>> PostAsync(string resource, string method, ReadOnlyMemory<byte> body, string what, CancellationToken cancellation)
    {
        var answer = await http.PostAsync(resource, method, body, what, cancellation);
        return answer.Ok ? answer.Content : throw FirestoreErrors.OfRead(answer, what);
    }
}
