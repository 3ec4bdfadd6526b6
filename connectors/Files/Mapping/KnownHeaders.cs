using static Sync.Connectors.Files.FileField;

namespace Sync.Connectors.Files.Mapping;

/// <summary>
/// The headers that tills and shops are known to write, as <see cref="HeaderName.Key"/> has them, the surest first: where a
/// file has several of one field, the first of the list is taken and the others stay unmapped.
/// </summary>
internal static class KnownHeaders
{
    private static readonly Dictionary<FileField, string> Buyer = new()
    {
        [CustomerId] = "customerid customerno customernumber customercode clientid memberid buyerid",
        [UserId] = "userid customeruserid",
        [Email] = "email emailaddress customeremail mail buyeremail billingemail contactemail",
        [FirstName] = "firstname givenname forename customerfirstname",
        [LastName] = "lastname surname familyname customerlastname",
        [Name] = "customername buyername fullname billingname clientname",
        [Phone] = "phone phonenumber mobile mobilephone telephone tel customerphone mobilenumber cell cellphone billingphone",
    };

    private static readonly Dictionary<FileField, string> Orders = new(Buyer)
    {
        [OrderId] = "orderid invoiceno orderno ordernumber invoice invoicenumber invoiceid transactionid transactionno "
            + "transactionnumber transaction receipt receiptid receiptno receiptnumber saleid saleno salenumber salesid "
            + "ticketid ticketno ticketnumber checkid checknumber orderref orderreference order",
        [CreatedAt] = "createdat orderdatetime orderdate invoicedate datetime transactiondate transactiondatetime saledate "
            + "saledatetime salesdate purchasedate purchasedat timestamp orderedat created soldat paidat date closedat "
            + "ordertime saletime transactiontime time",
        [Time] = "time timeofday ordertime saletime transactiontime",
        [Status] = "status orderstatus financialstatus paymentstatus transactionstatus salestatus state",
        [FileField.Type] = "ordertype fulfillmenttype fulfilmenttype saletype channel",
        [LocationId] = "locationid location storeid store shopid shop branch branchid outlet outletid storename locationname",
        [ProductId] = "productid stockcode sku itemid itemno itemnumber itemcode productcode variantid articleno articleid "
            + "lineitemsku plu barcode upc ean",
        [ProductName] = "productname description itemname product item lineitemname productdescription itemdescription title article",
        [Category] = "category productcategory itemcategory department categoryname producttype itemgroup",
        [Quantity] = "quantity qty lineitemquantity units count itemquantity unitssold pieces",
        [UnitPrice] = "unitprice price lineitemprice itemprice priceperunit unitcost singleprice",
        [LineTotal] = "linetotal lineamount amount extendedprice extprice itemtotal linenet linesubtotal lineprice sales netsales",
        [OrderTotal] = "ordertotal total grandtotal totalamount totalprice invoicetotal totalpaid amountpaid ordervalue "
            + "orderamount totalcollected totalsales",
        [Subtotal] = "subtotal ordersubtotal",
        [Tax] = "tax taxes taxamount totaltax vat vatamount salestax ordertax",
        [Discount] = "discount discountamount discounts totaldiscount totaldiscounts orderdiscount",
        [Refunded] = "refunded refundedamount amountrefunded refundamount totalrefunded refund refunds",
        [FileField.Currency] = "currency currencycode",
    };

    private static readonly Dictionary<FileField, string> Customers = new(Buyer)
    {
        [CustomerId] = Buyer[CustomerId] + " id",
        [Name] = Buyer[Name] + " name",
        [LoyaltyPoints] = "loyaltypoints points pointsbalance rewardpoints loyaltybalance",
        [CreatedAt] = "createdat created creationdate datecreated membersince joined joinedat signupdate registeredat registrationdate customersince",
    };

    private static readonly Dictionary<FileField, string> Products = new()
    {
        [ProductId] = Orders[ProductId] + " id code",
        [ProductName] = Orders[ProductName] + " name",
        [Brand] = "brand brandname vendor manufacturer producer",
        [Category] = Orders[Category] + " type",
        [Subcategory] = "subcategory subcategoryname",
        [UnitPrice] = "price unitprice retailprice sellingprice salesprice currentprice variantprice productprice itemprice listprice",
        [Cost] = "cost unitcost costprice purchaseprice wholesaleprice costperitem",
        [BatchCost] = "batchcost",
        [ThcPercent] = "thcpercent thc thcpercentage totalthc",
        [CbdPercent] = "cbdpercent cbd cbdpercentage totalcbd",
        [Strain] = "straintype strain",
        [Available] = "available instock active isactive enabled isavailable",
        [Quantity] = "quantity qty stock stocklevel onhand quantityonhand inventory inventoryquantity stockquantity units",
        [ImageUrl] = "imageurl image imagesrc picture imagelink",
        [FileField.Currency] = Orders[FileField.Currency],
    };

    private static readonly Dictionary<FileKind, IReadOnlyDictionary<FileField, string[]>> ByKind = new()
    {
        [FileKind.Orders] = Split(Orders),
        [FileKind.Customers] = Split(Customers),
        [FileKind.Products] = Split(Products),
    };

    /// <summary>The fields that a kind of file may hold, each with the headers it is known by.</summary>
    public static IReadOnlyDictionary<FileField, string[]> Of(FileKind kind) => ByKind[kind];

    private static Dictionary<FileField, string[]> Split(Dictionary<FileField, string> lists) =>
        lists.OrderBy(l => l.Key).ToDictionary(l => l.Key, l => l.Value.Split(' '));
}
