"""The model of packages/model in PyTorch."""

import torch
from peer import SIZES


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        inputs = [SIZES["features"], *SIZES["units"]]
        self.lstm = torch.nn.ModuleList(
            torch.nn.LSTM(i, u, batch_first=True) for i, u in zip(inputs, SIZES["units"])
        )
        self.dropout = torch.nn.Dropout(SIZES["dropout"])
        self.dense = torch.nn.Linear(SIZES["units"][-1], SIZES["denseUnits"])
        self.output = torch.nn.Linear(SIZES["denseUnits"], 1)

    def forward(self, x):
        for lstm in self.lstm:
            x = self.dropout(lstm(x)[0])
        return self.output(torch.relu(self.dense(x[:, -1])))
