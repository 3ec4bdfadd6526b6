using System.Text.Json;
using Sync.Model;

namespace Sync.Alleaves.Tests;

public sealed class EnvelopeTests
{
    [Theory]
    [InlineData("""{"customers":[{"id_customer":1}],"total":1,"page":1}""")]
    [InlineData("""{"meta":{"x":[1]},"data":[{"id_customer":1}]}""")]
    [InlineData("""[{"id_customer":"1"}]""")]
    [InlineData("""{"0":{"id_customer":1}}""")]
    [InlineData("""{"customers":[{"id_customer":1,"surprise":{"deep":[1,2]},"email":{},"phone":null}]}""")]
    public void Given_any_known_form_When_read_Then_the_customer_is_found(string json) =>
        Wires.Customers(json).Records.ShouldHaveSingleItem().Id.ShouldBe("1");

    [Theory]
    [InlineData("""{"message":"down for maintenance"}""")]
    [InlineData("""{"customers":null,"total":10}""")]
    [InlineData("""{"customers":"none"}""")]
    [InlineData("\"hello\"")]
    [InlineData("null")]
    public void Given_an_answer_without_a_list_When_read_Then_it_is_never_taken_for_an_empty_one(string json) =>
        Should.Throw<JsonException>(() => Wires.Customers(json));

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"customers":[],"total":0,"page":1}""")]
    public void Given_an_empty_list_When_read_Then_it_is_empty(string json) => Wires.Customers(json).Records.ShouldBeEmpty();

    [Fact]
    public void Given_rows_that_are_no_records_When_read_Then_they_are_named_and_the_others_go_in()
    {
        var page = Wires.Customers("""[null, 5, {"id_customer":12345678901234567890,"email":" A@B.c ","userId":"{9}","first_name":"Zoë"}, "x", {"email":"x@y.z"}]""");

        var customer = (Customer)page.Records.ShouldHaveSingleItem();
        (customer.Id, customer.Email, customer.UserId, customer.FirstName).ShouldBe(("12345678901234567890", "a@b.c", "9", "Zoë"));
        page.Rejected.Select(r => r.Reason).ShouldBe(["unreadable", "unreadable", "unreadable", "no id"]);
    }
}
