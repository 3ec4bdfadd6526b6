using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sync.Engine.Queries;
using Sync.Store;

namespace Sync.Engine.Tests;

/// <summary>Documents as they leave the store.</summary>
public sealed class PlainFormTests
{
    private static readonly string[] Names = ["a", "aa", "B", "cost", "createdAt", "$", "$time", "$$x", "ä", "\uE000", "😀", "a\"b", "a\\b", "line\nbreak", ""];

    [Fact]
    public void GivenTimesBytesAndNamesLikeTags_WhenItIsShown_ThenTheyAreTextAndTheNamesTheirOwn()
    {
        var body = DocumentBody.Build(w =>
        {
            w.Time("at", new DateTimeOffset(2026, 1, 31, 9, 30, 0, 500, TimeSpan.Zero));
            w.Bytes("b", [251, 255, 1]);
            w.Map("$time", m => m.Text("$bytes", "no bytes"));
            w.Map("empty", _ => { });
            w.List("list", [1, 2], (m, i) => m.Time("at", DateTimeOffset.UnixEpoch.AddSeconds(i)));
        });
        Encoding.UTF8.GetString(new PlainForm([]).Of(body)).ShouldBe(
            """{"$time":{"$bytes":"no bytes"},"at":"2026-01-31T09:30:00.5Z","b":"+/8B","empty":{},"list":[{"at":"1970-01-01T00:00:01Z"},{"at":"1970-01-01T00:00:02Z"}]}""");
    }

    [Theory]
    [InlineData("first,second,third", "{}")]
    [InlineData("first", """{"second":{"third":3},"third":3}""")]
    [InlineData("third", """{"first":{"second":2,"third":3},"second":{"first":1,"third":3}}""")]
    public void GivenFieldsToLeaveOut_WhenTheyStandFirstBetweenOrLast_ThenTheRestIsWhole(string without, string expected)
    {
        var body = new DocumentBody("""{"first":{"second":2,"third":3},"second":{"first":1,"third":3},"third":3}"""u8.ToArray());
        Encoding.UTF8.GetString(new PlainForm(without.Split(','), everywhere: without == "first").Of(body)).ShouldBe(expected);
    }

    [Fact]
    public void GivenBodiesOfAllKinds_WhenTheyAreShown_ThenEachIsAsBuiltFieldByField()
    {
        var random = new Random(7);
        var to = new ArrayBufferWriter<byte>();
        for (var i = 0; i < 3_000; i++)
        {
            var body = DocumentBody.Build(w => Fill(w, random, 0));
            var without = Names.Where(_ => random.Next(6) == 0).ToHashSet(StringComparer.Ordinal);
            var everywhere = random.Next(2) == 0;
            to.ResetWrittenCount();
            new PlainForm(without, everywhere).Write(to, body);
            Encoding.UTF8.GetString(to.WrittenSpan).ShouldBe(Built(body, without, everywhere), body.ToString());
        }
    }

    [Fact]
    public void GivenManyDocuments_WhenTheyAreShown_ThenNothingIsMadeOfThemButTheText()
    {
        var body = DocumentBody.Build(w =>
        {
            w.Time("createdAt", DateTimeOffset.UnixEpoch);
            w.List("items", Enumerable.Range(0, 20), (m, i) => m.Number("quantity", i));
            w.Number("total", 1.5m);
        });
        var (form, to) = (new PlainForm(["cost", "expireAt"], everywhere: true), new ArrayBufferWriter<byte>(4096));
        form.Write(to, body);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            to.ResetWrittenCount();
            form.Write(to, body);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000);
    }

    private static void Fill(DocumentBodyWriter w, Random random, int depth)
    {
        var names = Names.Where(_ => random.Next(3) == 0).ToArray();
        if (random.Next(2) == 0) random.Shuffle(names);
        else Array.Sort(names, StringComparer.Ordinal);
        foreach (var name in names)
            switch (random.Next(depth > 3 ? 6 : 8))
            {
                case 0: w.Text(name, Names[random.Next(Names.Length)]); break;
                case 1: w.Number(name, random.Next(1000) / 8m); break;
                case 2: w.Time(name, DateTimeOffset.UnixEpoch.AddTicks(random.NextInt64(1L << 55))); break;
                case 3: w.Bytes(name, [251, 255, (byte)random.Next(256)]); break;
                case 4: w.TextList(name, Names.Where(_ => random.Next(4) == 0)); break;
                case 5: w.Null(name); break;
                case 6: w.Map(name, m => Fill(m, random, depth + 1)); break;
                default: w.List(name, Enumerable.Range(0, random.Next(3)), (m, _) => Fill(m, random, depth + 1)); break;
            }

    }

    // The slow way, field by field.
    private static string Built(DocumentBody body, HashSet<string> without, bool everywhere)
    {
        using var document = JsonDocument.Parse(body.Json);
        var to = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(to, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            BuildMap(writer, document.RootElement, without, everywhere ? without : []);
        return Encoding.UTF8.GetString(to.WrittenSpan);
    }

    private static void BuildMap(Utf8JsonWriter w, JsonElement map, HashSet<string> without, HashSet<string> inside)
    {
        w.WriteStartObject();
        foreach (var (name, value) in map.EnumerateObject().Select(p => (Name: p.Name.StartsWith("$$", StringComparison.Ordinal) ? p.Name[1..] : p.Name, p.Value)).OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            if (without.Contains(name)) continue;
            w.WritePropertyName(name);
            BuildValue(w, value, inside);
        }

        w.WriteEndObject();
    }

    private static void BuildValue(Utf8JsonWriter w, JsonElement value, HashSet<string> inside)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            w.WriteStartArray();
            foreach (var element in value.EnumerateArray()) BuildValue(w, element, inside);
            w.WriteEndArray();
        }
        else if (value.ValueKind != JsonValueKind.Object) value.WriteTo(w);
        else if (value.TryGetProperty("$time", out var time)) w.WriteStringValue(time.GetString());
        else if (value.TryGetProperty("$bytes", out var bytes)) w.WriteStringValue(bytes.GetString());
        else BuildMap(w, value, inside, inside);
    }
}
