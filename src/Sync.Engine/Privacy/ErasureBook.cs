using System.Globalization;
using Sync.Engine.Connections;
using Sync.Store;

namespace Sync.Engine.Privacy;

/// <summary>
/// Where it stands who is to stay forgotten: <c>privacy/erased</c>, and <c>privacy/erased~n</c> where one document cannot hold them.
/// Each is only replaced as it was read, so that somebody who is forgotten while another is allowed again loses neither.
/// </summary>
internal sealed class ErasureBook
{
    private const string Collection = "privacy";
    private const string FirstId = "erased";

    // Well below what a document may have, and small enough to be written with everybody who is added.
    private const int BytesOfAPart = 400_000;
    private const int BytesOfAnEntry = 16;

    private readonly byte[] key;
    private readonly IReadOnlyList<Part> parts;

    private ErasureBook(byte[] key, IReadOnlyList<Part> parts) =>
        (this.key, this.parts, People) = (key, parts, ErasedPeople.Read(key, parts.SelectMany(p => p.People)));

    /// <summary>Who is in it.</summary>
    public ErasedPeople People { get; }

    /// <exception cref="Secrets.SecretUnreadableException">The master key is another one: whom to forget cannot be told.</exception>
    public static async Task<ErasedPeople> ReadAsync(ITenantStore tenant, ConnectionDirectory directory, CancellationToken cancellation) =>
        await PartsAsync(tenant, cancellation) is { Count: > 0 } parts
            ? new ErasureBook(await directory.ErasureKeyAsync(tenant, cancellation), parts).People
            : ErasedPeople.Nobody;

    /// <summary>The same, to be written: with a key where it is empty yet.</summary>
    public static async Task<ErasureBook> OpenAsync(ITenantStore tenant, ConnectionDirectory directory, CancellationToken cancellation) =>
        new(await directory.ErasureKeyAsync(tenant, cancellation), await PartsAsync(tenant, cancellation));

    /// <summary>The hashes of all that a person is known by.</summary>
    public byte[] HashesOf(KnownPerson person) => ErasedPeople.HashesOf(key, person);

    /// <summary>What adds a person: nothing where all of it is there already.</summary>
    public IReadOnlyList<DocumentWrite> With(KnownPerson person)
    {
        var hashes = HashesOf(person);
        if (hashes.Length == 0 || People.Contains(hashes)) return [];
        var into = parts.FirstOrDefault(p => p.People.Sum(h => h.Length + BytesOfAnEntry) + hashes.Length <= BytesOfAPart) ?? NewPart();
        return [Write(into, [.. into.People, hashes])];
    }

    /// <summary>What takes out those who are known by any of this: nothing where nobody is.</summary>
    public IReadOnlyList<DocumentWrite> Without(KnownPerson person)
    {
        var hashes = HashesOf(person);
        return [.. parts.Select(p => (Part: p, Left: p.People.Where(h => !ErasedPeople.AreOne(h, hashes)).ToList()))
            .Where(p => p.Left.Count < p.Part.People.Count).Select(p => Write(p.Part, p.Left))];
    }

    private Part NewPart()
    {
        var number = parts.Count == 0 ? 0 : parts.Max(p => p.Number) + 1;
        return new Part(number == 0 ? FirstId : string.Create(CultureInfo.InvariantCulture, $"{FirstId}~{number}"), number, "", []);
    }

    private static DocumentWrite Write(Part part, IReadOnlyList<byte[]> people) => DocumentWrite.Replace(
        new DocumentPath(Collection, part.Id), DocumentBody.Build(w => w.List("people", people, (m, hashes) => m.Bytes("hashes", hashes))), part.Version);

    private static async Task<List<Part>> PartsAsync(ITenantStore tenant, CancellationToken cancellation)
    {
        List<Part> parts = [];
        await foreach (var document in tenant.QueryAsync(new DocumentQuery { Collection = Collection }, cancellation))
        {
            var number = document.Path.Id == FirstId ? 0 : document.Path.Id.StartsWith(FirstId + "~", StringComparison.Ordinal)
                ? int.Parse(document.Path.Id[(FirstId.Length + 1)..], CultureInfo.InvariantCulture) : -1;
            if (number >= 0) parts.Add(new Part(document.Path.Id, number, document.Version, [.. document.Body.Read().List("people").Select(p => p.Bytes("hashes")!)]));
        }

        return parts;
    }

    private sealed record Part(string Id, int Number, string Version, IReadOnlyList<byte[]> People);
}
