import { describe, expect, test } from "@jest/globals";
import { Random } from "@lstm-predict/model";
import { growth, trade } from "../../src/value/trade.ts";

const of = (...values: number[]) => Float64Array.from(values);

describe("a strategy that is traded", () => {
  test("when it holds, then it buys once and pays once", () => {
    const { gross, net, turnover } = trade(of(0.1, -0.1, 0.2), of(1, 1, 1), 0.0005);
    expect([...turnover]).toEqual([1, 0, 0]);
    expect([...gross]).toEqual([0.1, -0.1, 0.2]);
    expect(net[0]).toBeCloseTo(0.0995, 12);
    expect(net[1]).toBe(-0.1);
  });

  test("when its position is double, then it buys what the rise of the capital asks for", () => {
    // 2 of 1 grow to 2.2 of 1.2, which is 1.8333.
    const { turnover } = trade(of(0.1, 0), of(2, 2), 0.001);
    expect(turnover[1]).toBeCloseTo(2 - 2.2 / 1.2, 12);
  });

  test("when it turns from long to short, then it trades twice its size, and earns when the price falls", () => {
    const { gross, turnover } = trade(of(0, -0.1), of(1, -1), 0);
    expect(turnover[1]).toBe(2);
    expect(gross[1]).toBeCloseTo(0.1, 12);
  });

  test("when a double position loses more than the capital, then the capital is lost, and stays so", () => {
    const { net } = trade(of(-0.6, 0.5), of(2, 2), 0.0005);
    expect(net[0]).toBe(-1);
    expect([...growth(net)]).toEqual([1, 0, 0]);
  });
});

test("when an account of shares and cash is kept by hand, then it grows as the strategy does", () => {
  const random = new Random(3);
  const returns = Float64Array.from({ length: 200 }, () => 0.02 * random.normal());
  const positions = Float64Array.from({ length: 200 }, () => 3 * random.uniform() - 1);
  const cost = 0.002;
  let [price, shares, cash] = [50, 0, 1];
  const wealth = [1];
  for (let day = 0; day < 200; day++) {
    const capital = cash + shares * price;
    const wanted = (positions[day]! * capital) / price;
    const paid = cost * Math.abs(wanted - shares) * price;
    cash -= (wanted - shares) * price;
    shares = wanted;
    price *= 1 + returns[day]!;
    // The costs are paid in the evening; the position is still a share of the capital before them.
    cash -= paid;
    wealth.push(cash + shares * price);
  }
  const value = growth(trade(returns, positions, cost).net);
  for (const [day, amount] of wealth.entries()) expect(value[day]! / amount).toBeCloseTo(1, 2);
});
