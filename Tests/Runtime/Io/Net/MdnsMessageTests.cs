#nullable enable
using System;
using System.Net;
using System.Text;
using Earshot.Io;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class MdnsMessageTests
    {
        private const string Name = "1f4712db-ea17-4bcf-a596-105139dfd8bf.local";

        // A response with one answer: the name, A, IN with the cache-flush bit, 120 s, 192.0.2.7.
        private static readonly byte[] Response = Hex.Bytes(
            "0000 8400 0000 0001 0000 0000" + Labels() + "0001 8001 00000078 0004 c0000207");

        [Test]
        public void Query_AsksForTheNamesAddress()
        {
            Assert.That(
                Hex.Text(MdnsQuery()),
                Is.EqualTo("000000000001000000000000" + Labels() + "00010001"));
        }

        [Test]
        public void Answer_IsFoundByItsName()
        {
            Assert.That(Find(Response, Name), Is.EqualTo(IPAddress.Parse("192.0.2.7")));
            Assert.That(Find(Response, Name.ToUpperInvariant()), Is.EqualTo(IPAddress.Parse("192.0.2.7")));
            Assert.That(Find(Response, "other.local"), Is.Null);
            Assert.That(Find(MdnsQuery(), Name), Is.Null, "a query answers nothing");
        }

        [Test]
        public void CompressedNameAfterAQuestion_IsRead()
        {
            byte[] response = Hex.Bytes(
                "0000 8400 0001 0001 0000 0000" + Labels() + "00010001" +
                "c00c 001c 0001 00000078 0010 20010db8000000000000000000000007");
            Assert.That(Find(response, Name), Is.EqualTo(IPAddress.Parse("2001:db8::7")));
        }

        [Test]
        public void EveryTruncationAndFlippedBit_IsSurvived()
        {
            for (int length = 0; length < Response.Length; length++)
                Assert.That(Find(Response.AsSpan(0, length).ToArray(), Name), Is.Null);
            for (int bit = 0; bit < Response.Length * 8; bit++)
            {
                byte[] spoiled = (byte[])Response.Clone();
                spoiled[bit / 8] ^= (byte)(1 << bit % 8);
                Find(spoiled, Name);
            }
        }

        [Test]
        public void NameThatPointsToItself_Ends()
        {
            Assert.That(Find(Hex.Bytes("0000 8400 0000 0001 0000 0000 c00c 0001 0001"), Name), Is.Null);
        }

        private static byte[] MdnsQuery() => MdnsMessage.Query(Name);

        private static IPAddress? Find(byte[] message, string name) =>
            MdnsMessage.TryFindAddress(message, name, out IPAddress? address) ? address : null;

        private static string Labels()
        {
            string first = Name.Split('.')[0];
            return "24" + Hex.Text(Encoding.ASCII.GetBytes(first)) + "05" + Hex.Text(Encoding.ASCII.GetBytes("local")) +
                "00";
        }
    }
}
