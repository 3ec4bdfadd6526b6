using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sync.Connectors.Files.Orders;
using Sync.Connectors.Files.Values;

namespace Sync.Files.Tests;

public sealed class PackedRecordsGiven
{
    [Fact]
    public void GivenAnyDecimal_WhenPackedAndRead_ThenItIsTheSameToTheLastDigitAndScale() => Prop.ForAll<decimal>(Same).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("0")]
    [InlineData("-0.10")]
    [InlineData("9223372036854775807")] // 63 bits
    [InlineData("9223372036854775808")]
    [InlineData("-92233720368547758.08")]
    [InlineData("79228162514264337593543950335")] // 96 bits
    [InlineData("-0.0000000000000000000000000001")]
    public void GivenADecimalAtTheEdge_WhenPackedAndRead_ThenItIsTheSame(string value) =>
        Same(decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture)).ShouldBeTrue();

    [Fact]
    public void GivenAnyWholeNumber_WhenPackedAndRead_ThenItIsTheSame() => Prop.ForAll<long>(value =>
        new[] { value, -value, value << 31, long.MinValue, long.MaxValue }.All(v =>
        {
            var writer = new PackWriter(new byte[PackWriter.LongestValue]);
            writer.Whole(v);
            var reader = new PackReader(writer.Written);
            return reader.Whole() == v;
        })).QuickCheckThrowOnFailure();

    [Fact]
    public void GivenMoreRecordsThanABlockHolds_WhenRead_ThenEachStandsWhereItWasPut()
    {
        var packed = new PackedRecords();
        var records = Enumerable.Range(0, 2000).Select(i => Encoding.UTF8.GetBytes($"{i}:{new string('x', i % 300)}")).ToList();

        var places = records.ConvertAll(r => packed.Add(r));

        for (var i = 0; i < records.Count; i++) packed.At(places[i])[..records[i].Length].SequenceEqual(records[i]).ShouldBeTrue($"record {i}");
    }

    [Fact]
    public void GivenMoreIdsThanItBeganWith_WhenLookedFor_ThenEachHasItsNumberAndOthersHaveNone()
    {
        var ids = new OrderIds(new PackedRecords());
        var texts = Enumerable.Range(0, 5000).Select(i => $"Nº-{i * 7919}").ToList();

        foreach (var text in texts) ids.Add(Encoding.UTF8.GetBytes(text));

        for (var i = texts.Count - 1; i >= 0; i--)
        {
            ids.Find(Encoding.UTF8.GetBytes(texts[i])).ShouldBe(i);
            ids.TextOf(i).ShouldBe(texts[i]);
            ids.Find(Encoding.UTF8.GetBytes(texts[i] + "x")).ShouldBe(OrderIds.NotThere);
        }
    }

    private static bool Same(decimal value)
    {
        var writer = new PackWriter(new byte[PackWriter.LongestValue]);
        writer.Decimal(value);
        var reader = new PackReader(writer.Written);
        var read = reader.Decimal();
        return read == value && read.Scale == value.Scale;
    }
}
