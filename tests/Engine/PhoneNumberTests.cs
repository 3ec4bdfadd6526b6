using Sync.Model;

namespace Sync.Engine.Tests;

public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("+1 (415) 555-0100", null, "+14155550100")]
    [InlineData("(415) 555-0100", "1", "+14155550100")]
    [InlineData("1-415-555-0100", "1", "+14155550100")]
    [InlineData("0044 20 7946 0000", null, "+442079460000")]
    [InlineData("020 7946 0000", "44", "+442079460000")]
    [InlineData("06 6982 0000", "39", "+390669820000")]
    public void Given_a_number_that_can_be_told_When_it_is_made_a_key_Then_it_is_in_E164_form(string text, string? code, string expected) =>
        PhoneNumber.E164(text, code).ShouldBe(expected);

    [Theory]
    [InlineData(null, "1")]
    [InlineData("", "1")]
    [InlineData("415 555 0100", null)]
    [InlineData("555-0100", "1")]
    [InlineData("0155550100", "1")]
    [InlineData("+0155550100", "1")]
    [InlineData("415 555 0100 x12", "1")]
    [InlineData("12345678901234567890", "1")]
    [InlineData("+1234567890123456", null)]
    [InlineData("call me", "1")]
    public void Given_a_number_that_cannot_be_told_When_it_is_made_a_key_Then_there_is_none(string? text, string? code) =>
        PhoneNumber.E164(text, code).ShouldBeNull();
}
