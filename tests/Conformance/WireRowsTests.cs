using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sync.ConnectorKit.Wire;

namespace Sync.Conformance.Tests;

/// <summary>How a list of an answer is read whose rows may be of a strange shape.</summary>
[Trait("Category", "Conformance")]
public sealed class WireRowsTests
{
    [Fact]
    public void Given_good_rows_When_read_Then_all_are_there()
    {
        var rows = Read("""{"rows":[{"id":"a","parts":["x"]},{"id":"b"}],"next":"n"}""").Rows!;

        rows.Good.Select(r => r.Id).ShouldBe(["a", "b"]);
        rows.Bad.ShouldBeEmpty();
        rows.Whole.ShouldBeTrue();
    }

    [Fact]
    public void Given_a_row_of_a_strange_shape_When_read_Then_it_is_named_and_the_others_and_what_follows_are_read()
    {
        var answer = Read("""{"rows":[{"id":"a"},{"id":"b","parts":"none"},17,{"id":"c"}],"next":"n"}""");

        answer.Rows!.Good.Select(r => r.Id).ShouldBe(["a", "c"]);
        answer.Rows.Bad.Select(r => $"{r.Id}: {r.Reason}").ShouldBe(["b: unreadable", "a row of its page: unreadable"]);
        answer.Rows.Whole.ShouldBeFalse();
        answer.Next.ShouldBe("n");
    }

    [Theory]
    [InlineData("""{"id":"a"}""", true)]
    [InlineData("""{"id":"a","parts":"none"}""", true)]
    [InlineData("""{"guid":"a","parts":"none"}""", true)]
    [InlineData("""{"parts":"none"}""", false)]
    [InlineData("17", false)]
    [InlineData("null", false)]
    public void Given_a_row_When_read_Then_it_is_told_whether_each_says_which_it_is(string row, bool named)
    {
        Read($$"""{"rows":[{"id":"b"},{{row}}]}""").Rows!.Named.ShouldBe(named);
        Read($$"""{"rows":[{"id":"b"},{"id":"c","parts":1},{{row}}]}""").Rows!.Named.ShouldBe(named);
    }

    [Theory]
    [InlineData("12,50", null)]
    [InlineData("1,234", null)]
    [InlineData("12,34.5", null)]
    [InlineData("1,234.50", "1234.50")]
    [InlineData("-1,234,567", "-1234567")]
    [InlineData(" 1.5e2 ", "150")]
    public void Given_a_number_with_commas_When_read_Then_only_thousands_are_understood(string text, string? number)
    {
        var reader = new Utf8JsonReader(JsonSerializer.SerializeToUtf8Bytes(text));
        reader.Read();

        var read = new LenientNumber().Read(ref reader, typeof(WireNumber), JsonSerializerOptions.Default);

        read.ShouldBe(number is null ? WireNumber.Unreadable : new WireNumber(decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Given_a_text_that_is_no_text_When_read_Then_only_its_row_is_bad()
    {
        var rows = Read("""{"rows":[{"id":"a"},{"id":"b","parts":["\uD800"]}]}""").Rows!;

        rows.Good.Select(r => r.Id).ShouldBe(["a"]);
        rows.Bad.Single().Id.ShouldBe("b");
    }

    [Fact]
    public void Given_a_row_that_is_null_When_read_Then_the_list_is_not_whole()
    {
        var rows = Read("""{"rows":[{"id":"a"},null]}""").Rows!;

        rows.Good.Count.ShouldBe(1);
        rows.Bad.ShouldBeEmpty();
        rows.Whole.ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"rows":[{"id":"a"},{"id":""")]
    [InlineData("""{"rows":"none"}""")]
    [InlineData("""{"rows":{"id":"a"}}""")]
    public void Given_a_list_that_is_cut_off_or_none_When_read_Then_it_is_not_taken_for_an_empty_one(string text) =>
        Should.Throw<JsonException>(() => Read(text));

    [Theory]
    [InlineData("""{"rows":null}""")]
    [InlineData("{}")]
    public void Given_no_list_When_read_Then_there_are_no_rows(string text) => Read(text).Rows.ShouldBeNull();

    private static Answer Read(string text) => JsonSerializer.Deserialize(Encoding.UTF8.GetBytes(text), WireRowsJson.Default.Answer)!;

    internal sealed record Answer
    {
        [JsonConverter(typeof(WireRowsConverter<Row>))]
        public WireRows<Row>? Rows { get; set; }

        public string? Next { get; set; }
    }

    internal sealed record Row
    {
        public string? Id { get; set; }

        public List<string?>? Parts { get; set; }
    }
}

/// <summary>How the answers of these tests are read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(WireRowsTests.Answer))]
[JsonSerializable(typeof(List<WireRowsTests.Row>))]
internal sealed partial class WireRowsJson : JsonSerializerContext;
