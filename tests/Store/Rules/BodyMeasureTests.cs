using FsCheck;
using FsCheck.Fluent;
using Sync.Store.Rules;

namespace Sync.Store.Tests.Rules;

/// <summary>A body that its writer measured is judged without a walk: with the same result as with one.</summary>
public sealed class BodyMeasureTests
{
    private static readonly DocumentPath Path = new("c", "d");

    private static readonly string[] Texts =
        ["", "a", "é", "\"\\\n", "\ud83d\ude00", "\ud83d", "x\udc00y", "$time", new('x', 1500), new('é', 750), new('x', 1501), new('é', 751), "<&>\u2028"];

    private static readonly string[] Names =
        ["", "a", "é\"", "$a", "$$", "$time", "__id__", "__", "____", "__a", "a.b", new('n', 1500), new('n', 1501), new('é', 750), "$" + new string('n', 1500)];

    [Fact]
    public void Given_any_body_When_its_writer_measured_it_Then_it_weighs_and_is_refused_as_if_it_were_walked()
    {
        var (measured, walked) = (0, 0);
        Prop.ForAll(Gen.Choose(int.MinValue, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var body = DocumentBody.Build(w => Fields(w, random, 0));
            if (random.Next(4) == 0) body = DocumentBody.Join(body, DocumentBody.Build(w => w.Time("zz", DateTimeOffset.UnixEpoch.AddTicks(random.Next()))));

            Judged(body).ShouldBe(Judged(new DocumentBody(body.Json)), body.ToString());

            if (body.Measure.IsWithinLimits) measured++;
            else walked++;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithReplay(new Replay(new Rnd(20261122, 1), null)));
        (measured > 500, walked > 500).ShouldBe((true, true), $"{measured} were measured, {walked} were walked");
    }

    [Theory]
    [InlineData(18)]
    [InlineData(19)]
    [InlineData(20)]
    [InlineData(21)]
    public void Given_deep_nesting_When_measured_Then_refused_where_a_walk_refuses(int depth)
    {
        foreach (var innermost in new Action<DocumentBodyWriter>[] { w => w.Number("n", 1), w => w.Time("t", DateTimeOffset.UnixEpoch), w => w.TextList("l", []) })
        {
            var body = DocumentBody.Build(w => Nest(w, depth, innermost));
            Judged(body).ShouldBe(Judged(new DocumentBody(body.Json)));
        }
    }

    private static void Nest(DocumentBodyWriter body, int depth, Action<DocumentBodyWriter> innermost)
    {
        if (depth == 0) innermost(body);
        else body.Map("m", m => Nest(m, depth - 1, innermost));
    }

    private static string Judged(DocumentBody body)
    {
        try
        {
            return DocumentRules.Check(Path, body).ToString();
        }
        catch (StoreException e)
        {
            return e.Message;
        }
    }

    private static void Fields(DocumentBodyWriter body, Random random, int depth)
    {
        var count = random.Next(4);
        for (var i = 0; i < count; i++) Field(body, random, depth);
    }

    private static void Field(DocumentBodyWriter body, Random random, int depth)
    {
        var name = random.Next(40) == 0 ? Pick(Names, random) : "f" + random.Next(1000);
        switch (random.Next(depth < 4 ? 12 : 9))
        {
            case 0: body.Text(name, Pick(Texts, random)); break;
            case 1: body.Number(name, random.NextInt64()); break;
            case 2: body.Number(name, (decimal)random.NextDouble()); break;
            case 3: body.Flag(name, random.Next(2) == 0); break;
            case 4: body.Null(name); break;
            case 5: body.Time(name, DateTimeOffset.UnixEpoch.AddTicks(random.NextInt64(1L << 50))); break;
            case 6: body.Bytes(name, new byte[random.Next(10) == 0 ? 1499 + random.Next(4) : random.Next(20)]); break;
            case 7: body.TextList(name, Enumerable.Range(0, random.Next(3)).Select(_ => Pick(Texts, random))); break;
            case 8: body.NumberList(name, Enumerable.Range(0, random.Next(3)).Select(n => (long)n)); break;
            case 9: body.Copy(name, DocumentBody.Build(w => Fields(w, random, depth + 1)).Read()); break;
            case 10: body.Map(name, m => Fields(m, random, depth + 1)); break;
            default: body.List(name, Enumerable.Range(0, random.Next(4)), (w, _) => Fields(w, random, depth + 2)); break;
        }
    }

    // The long and the odd ones seldom, so that most bodies hold none.
    private static string Pick(string[] from, Random random) => random.Next(4) > 0 ? from[1] : from[random.Next(from.Length)];
}
