using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sync.Connectors.Files.Values;

namespace Sync.Files.Tests;

public sealed class NumbersGiven
{
    [Theory]
    [InlineData("12", "12")]
    [InlineData("-12.50", "-12.50")]
    [InlineData("+3", "3")]
    [InlineData("1,234.56", "1234.56")]
    [InlineData("1,234,567", "1234567")]
    [InlineData("£1,234.50", "1234.50")]
    [InlineData("-$5.25", "-5.25")]
    [InlineData("5.25 €", "5.25")]
    [InlineData("(12.00)", "-12.00")]
    [InlineData("1.5E-3", "0.0015")]
    [InlineData("0.1234567890123456789012", "0.1234567890123456789012")]
    [InlineData(".5", "0.5")]
    public void GivenANumber_WhenRead_ThenItIsExact(string text, string value) =>
        new NumberReader(false).Read(Encoding.UTF8.GetBytes(text)).ShouldBe(decimal.Parse(value, CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("1,234")]
    [InlineData("12,50")]
    [InlineData("1.234,56")]
    [InlineData("1 234")]
    [InlineData("--5")]
    [InlineData("5-")]
    [InlineData("1.2.3")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("£")]
    [InlineData("()")]
    [InlineData("Infinity")]
    [InlineData("0x10")]
    [InlineData("١٢")]
    public void GivenWhatIsNoNumberOrCouldBeTwo_WhenRead_ThenItIsRefused(string text) =>
        new NumberReader(false).Read(Encoding.UTF8.GetBytes(text)).ShouldBeNull();

    [Theory]
    [InlineData("12,50", "12.50")]
    [InlineData("1.234,56", "1234.56")]
    [InlineData("-1.234.567", "-1234567")]
    public void GivenADecimalComma_WhenRead_ThenTheCommaIsTheMark(string text, string value) =>
        new NumberReader(true).Read(Encoding.UTF8.GetBytes(text)).ShouldBe(decimal.Parse(value, CultureInfo.InvariantCulture));

    [Fact]
    public void GivenAnyDecimal_WhenWrittenAndRead_ThenItIsTheSame() =>
        Prop.ForAll<decimal>(value =>
            new NumberReader(false).Read(Encoding.UTF8.GetBytes(value.ToString(CultureInfo.InvariantCulture))) == value).QuickCheckThrowOnFailure();
}
