using FsCheck;
using FsCheck.Fluent;

namespace Sync.Store.Tests.Contract;

/// <summary>A write as a test draws it, before versions are known.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Id">To which of a few documents.</param>
/// <param name="Fields">Which fields it sets, and to what.</param>
/// <param name="Remove">Which field it removes, if it does not set it.</param>
/// <param name="Version">For a versioned one: 0 none, 1 the right one, 2 an old one.</param>
public sealed record RandomWrite(WriteKind Kind, int Id, IReadOnlyDictionary<string, int> Fields, string Remove, int Version);

/// <summary>Draws sequences of commits of few documents with few fields, so that they meet each other often.</summary>
public static class RandomWrites
{
    private static readonly string[] Names = ["a", "b", "$c", "d.e"];

    private static readonly Gen<RandomWrite> Write =
        from kind in Gen.Elements(Enum.GetValues<WriteKind>())
        from id in Gen.Choose(0, 3)
        from names in Gen.SubListOf(Names)
        from values in Gen.ArrayOf(Gen.Choose(0, 4), Names.Length)
        from remove in Gen.Elements(Names)
        from version in Gen.Choose(0, 2)
        select new RandomWrite(kind, id, names.Distinct().Select((n, i) => (n, i)).ToDictionary(x => x.n, x => values[x.i]), remove, version);

    /// <summary>Commits of up to four writes, each to another document.</summary>
    public static Gen<RandomWrite[][]> Commits { get; } =
        Gen.ArrayOf(Gen.ArrayOf(Write).Select(writes => writes.DistinctBy(w => w.Id).Take(4).ToArray())).Resize(12);

    /// <summary>The body of a write; the same number stands for a text, a number, a list, a map or null.</summary>
    public static DocumentBody Body(RandomWrite write) => DocumentBody.Build(b =>
    {
        foreach (var (name, value) in write.Fields)
        {
            if (value == 0) b.Null(name);
            else if (value == 1) b.Text(name, "é\"1");
            else if (value == 2) b.Number(name, 2.5m);
            else if (value == 3) b.NumberList(name, [3, 3]);
            else b.Map(name, m => m.Number("x", 4));
        }
    });
}
